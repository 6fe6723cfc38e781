from django.http import HttpRequest, HttpResponse


def decisions(r: HttpRequest) -> HttpResponse: return HttpResponse("")
def decision(r: HttpRequest, decision_id: int) -> HttpResponse: return HttpResponse("")
def reply(r: HttpRequest, decision_id: int) -> HttpResponse: return HttpResponse("")
def decide(r: HttpRequest, matter_id: int) -> HttpResponse: return HttpResponse("")
