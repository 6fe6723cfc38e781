from django.http import HttpRequest, HttpResponse


def options(r: HttpRequest, matter_id: int) -> HttpResponse: return HttpResponse("")
compute = stop = options
def option(r: HttpRequest, matter_id: int, variant_id: int) -> HttpResponse: return HttpResponse("")
open_in_gantt = option
