from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        # ruleid: user-form-open-fields
        fields = "__all__"


class MemberForm(forms.ModelForm):
    class Meta:
        model = get_user_model()
        # ruleid: user-form-open-fields
        exclude = ["password"]


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        # ok: user-form-open-fields
        fields = ["first_name", "last_name"]


class AdminUserForm(forms.ModelForm):
    class Meta:
        model = User
        # ok: user-form-open-fields
        fields = "__all__"


class SafeForm(forms.ModelForm):
    class Meta:
        model = User
        # ok: user-form-open-fields
        exclude = ["is_staff", "is_superuser", "groups", "user_permissions"]


class NamesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]
        # ok: user-form-open-fields
        exclude = ["email"]
