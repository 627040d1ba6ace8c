from rest_framework import generics
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.views import APIView


class CancelOrder(APIView):
    # ruleid: open-api-view
    permission_classes = [AllowAny]

    def post(self, request, pk):
        return cancel(pk)


class AddReview(generics.CreateAPIView):
    # ruleid: open-api-view
    permission_classes = ()


class ProductList(APIView):
    # ok: open-api-view
    permission_classes = [AllowAny]

    def get(self, request):
        return products()


class Login(APIView):
    # ok: open-api-view
    permission_classes = [AllowAny]

    def post(self, request):
        return sign_in(request)


class Refund(APIView):
    # ok: open-api-view
    permission_classes = [IsAuthenticated]

    def post(self, request, pk):
        return refund(pk)
