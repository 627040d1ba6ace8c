from rest_framework.authentication import TokenAuthentication
from rest_framework.views import APIView


class Status(APIView):
    # ruleid: authentication-switched-off
    authentication_classes = []


class Orders(APIView):
    # ok: authentication-switched-off
    authentication_classes = [TokenAuthentication]


class Config:
    # ok: authentication-switched-off
    authentication_classes = []
