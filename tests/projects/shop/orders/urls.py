from django.urls import path

from . import export, views

urlpatterns = [
    path("", views.OrderList.as_view(), name="order-list"),
    path("search/", views.OrderSearch.as_view(), name="order-search"),
    path("count/", views.OrderCount.as_view(), name="order-count"),
    path("office/<int:pk>/", views.BackOffice.as_view(), name="back-office"),
    path("payment/", views.payment_webhook, name="payment-webhook"),
    path("export/", export.export, name="export"),
    path("<slug:number>/edit/", views.EditOrder.as_view(), name="order-edit"),
    path("<slug:number>/invoice/", views.invoice, name="invoice"),
    path("<slug:number>/note/", views.save_note, name="save-note"),
    path("<slug:number>/cancel/", views.cancel, name="cancel"),
    path("<slug:number>/refund/", views.refund, name="refund"),
    path("<slug:number>/label/", export.label, name="label"),
    path("<slug:number>/picking-list/", export.picking_list, name="picking-list"),
]
