from django.http import HttpResponse
from django.shortcuts import render

from accounts.requests import SignedInRequest


def home(request: SignedInRequest) -> HttpResponse:
    return render(request, "base.html", {})
