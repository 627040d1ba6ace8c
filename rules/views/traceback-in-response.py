import logging
import traceback

from django.http import HttpResponse, JsonResponse

logger = logging.getLogger(__name__)


def import_prices(request):
    try:
        run()
    except Exception:
        # ruleid: traceback-in-response
        return HttpResponse(traceback.format_exc(), status=500)
    return HttpResponse()


def export_prices(request):
    try:
        run()
    except Exception as error:
        # ruleid: traceback-in-response
        return JsonResponse({"error": str(error), "trace": traceback.format_exc()}, status=500)


def sync_prices(request):
    try:
        run()
    except Exception:
        # ok: traceback-in-response
        logger.error("sync failed: %s", traceback.format_exc())
        # ok: traceback-in-response
        return HttpResponse("The prices could not be read.", status=500)
