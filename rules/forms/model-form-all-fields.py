from django import forms
from django.contrib.auth.models import User
from django.forms import ModelForm

from .models import Address, Order


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        # ruleid: model-form-all-fields
        fields = "__all__"


class AddressForm(ModelForm):
    class Meta:
        model = Address
        # ruleid: model-form-all-fields
        fields = '__all__'


class ShortForm(forms.ModelForm):
    class Meta:
        model = Order
        # ok: model-form-all-fields
        fields = ["street", "town"]


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        # ok: model-form-all-fields
        fields = "__all__"


class Export:
    class Meta:
        # ok: model-form-all-fields
        fields = "__all__"
