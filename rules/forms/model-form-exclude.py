from django import forms

from .models import Order


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        # ruleid: model-form-exclude
        exclude = ["customer"]


class ShortForm(forms.ModelForm):
    class Meta:
        model = Order
        fields = ["street", "town"]
        # ok: model-form-exclude
        exclude = ["town"]
