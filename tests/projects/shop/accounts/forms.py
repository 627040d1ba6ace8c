from django import forms
from django.contrib.auth.models import User

from .models import Profile


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        exclude = ["password", "last_login", "date_joined"]


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["phone", "newsletter"]
