from django.http import HttpResponse, JsonResponse


def import_prices(request):
    try:
        run()
    except Exception as error:
        # ruleid: exception-text-in-response
        return JsonResponse({"error": str(error)}, status=500)


def export_prices(request):
    try:
        run()
    except ValueError as error:
        # ok: exception-text-in-response
        return HttpResponse(str(error), status=400)


def sync_prices(request):
    try:
        run()
    except Exception as error:
        # ok: exception-text-in-response
        report(str(error))
        return HttpResponse("The prices could not be read.", status=500)
