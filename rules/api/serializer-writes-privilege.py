from django.contrib.auth.models import User
from rest_framework import serializers


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ruleid: serializer-writes-privilege
        fields = ["username", "is_staff"]


class AccountSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ok: serializer-writes-privilege
        fields = ["username", "is_staff"]
        read_only_fields = ["is_staff"]


class NameSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ok: serializer-writes-privilege
        fields = ["username"]


class StaffSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ok: serializer-writes-privilege
        fields = ["username", "is_staff"]
        extra_kwargs = {"is_staff": {"read_only": True}}
