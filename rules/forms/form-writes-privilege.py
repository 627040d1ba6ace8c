from django import forms
from django.contrib.auth.models import User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        # ruleid: form-writes-privilege
        fields = ["first_name", "is_staff"]


class StaffAdminForm(forms.ModelForm):
    class Meta:
        model = User
        # ok: form-writes-privilege
        fields = ["first_name", "is_staff"]


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        # ok: form-writes-privilege
        fields = ("first_name", "last_name")
