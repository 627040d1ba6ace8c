from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from rest_framework import serializers


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ruleid: user-serializer-all-fields
        fields = "__all__"


class MemberSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        # ruleid: user-serializer-all-fields
        exclude = ["last_login"]


class PrivateSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ok: user-serializer-all-fields
        exclude = ["password", "is_superuser"]


class NameSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        # ok: user-serializer-all-fields
        fields = ["id", "username"]


class AdministrationSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        # ok: user-serializer-all-fields
        exclude = ["user_permissions"]
        extra_kwargs = {"password": {"write_only": True, "required": False}}
