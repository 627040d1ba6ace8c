from django.http import HttpResponse, JsonResponse


def view(request, run):
    try:
        run()
    except ValueError as error:
        # ok: exception-text-in-response
        return HttpResponse(str(error))
    except Exception as error:
        # ruleid: exception-text-in-response
        return HttpResponse(str(error), status=500)


def api(request, run, logger):
    try:
        run()
    except Exception as e:
        # ruleid: exception-text-in-response
        return JsonResponse({"error": str(e)}, status=500)


def quiet(request, run, logger):
    try:
        run()
    except Exception as e:
        logger.exception(e)
        # ok: exception-text-in-response
        return JsonResponse({"error": "The report could not be made."}, status=500)
