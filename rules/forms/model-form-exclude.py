from django import forms
from django.contrib.auth.models import User

from .models import Order


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        # ruleid: model-form-exclude
        exclude = ["customer"]


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        # ok: model-form-exclude
        exclude = ["password"]


class ShortForm(forms.ModelForm):
    class Meta:
        model = Order
        fields = ["street", "town"]
        # ok: model-form-exclude
        exclude = ["town"]
