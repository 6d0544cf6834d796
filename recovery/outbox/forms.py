from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms

from recovery.outbox.push import is_push_service
from recovery.outbox.push_keys import decoded

AUTH_BYTES = 16  # RFC 8291, 3.2


class DeviceForm(forms.Form):
    """Validates what a browser says of itself. Nobody types this, so it has no words."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=30)

    def clean_endpoint(self) -> str:
        endpoint: str = self.cleaned_data["endpoint"]
        if not is_push_service(endpoint):
            raise forms.ValidationError("unknown service", code="service")
        return endpoint

    def clean_p256dh(self) -> str:
        key: str = self.cleaned_data["p256dh"]
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
        except ValueError:
            raise forms.ValidationError("no point of P-256", code="key") from None
        return key

    def clean_auth(self) -> str:
        secret: str = self.cleaned_data["auth"]
        try:
            is_one = len(decoded(secret)) == AUTH_BYTES
        except ValueError:
            is_one = False
        if not is_one:
            raise forms.ValidationError("no secret of 16 bytes", code="secret")
        return secret
