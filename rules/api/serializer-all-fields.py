from django.contrib.auth.models import User
from rest_framework import serializers

from .models import Order


class OrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        # ruleid: serializer-all-fields
        fields = "__all__"


class ShortSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        # ok: serializer-all-fields
        fields = ["number", "total"]


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ok: serializer-all-fields
        fields = "__all__"


class Table:
    class Meta:
        # ok: serializer-all-fields
        fields = "__all__"
