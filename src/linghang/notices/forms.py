"""Forms: how a person wants notices, and the group robots of an institution."""

from typing import Any

from django import forms

from linghang.notices import addresses, webhook
from linghang.notices.models import Channel, Preference
from linghang.organization.models import Institution


class PreferenceForm(forms.ModelForm[Preference]):
    """Where and when. The e-mail address is the account's."""

    address = forms.EmailField(label="电子邮箱", required=False, max_length=254)
    field_order = ("address", "email", "quiet_from", "quiet_to")

    class Meta:
        model = Preference
        fields = ("email", "quiet_from", "quiet_to")
        widgets = {  # noqa: RUF012 - Django's own way of naming them
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {"quiet_to": "北京时间，可以跨过零点；紧急的照发。两个都空着，就是不设。"}  # noqa: RUF012

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if address and (refused := addresses.refusal(address)):
            raise forms.ValidationError(refused + "。")
        return address

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        ends = [found.get("quiet_from"), found.get("quiet_to")]
        if not self.errors and (ends[0] is None) != (ends[1] is None):
            raise forms.ValidationError("免打扰的起、止要么都填，要么都不填。")
        if ends[0] is not None and ends[0] == ends[1]:
            raise forms.ValidationError("免打扰的起、止不能相同。整天都不想收，请把邮件设为“不发”。")
        return found


class ChannelForm(forms.ModelForm[Channel]):
    """A group robot. Address and secret are written, never shown again: whoever has them can speak in the group."""

    address = forms.URLField(label="地址", max_length=300, assume_scheme="https")

    class Meta:
        model = Channel
        fields = ("institution", "kind", "title", "address", "secret", "active")
        widgets = {"secret": forms.PasswordInput(attrs={"autocomplete": "off"})}  # noqa: RUF012
        help_texts = {"secret": "只有钉钉的“加签”需要。"}  # noqa: RUF012

    def __init__(self, *args: Any, institutions: list[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"] = forms.ModelChoiceField(
            Institution.objects.filter(pk__in=[each.pk for each in institutions]), label="机构", empty_label=None
        )
        self.fields["address"].help_text = "在群里添加机器人后复制，以 https 开头。"
        if self.instance.pk:
            self.initial["address"] = ""
            for name in ("address", "secret"):
                self.fields[name].required = False
                self.fields[name].help_text += "不改就空着。"

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"] or (self._stored("address")))
        if refused := webhook.refusal(address):
            raise forms.ValidationError(refused + "。")
        return address

    def clean_secret(self) -> str:
        return str(self.cleaned_data["secret"] or self._stored("secret"))

    def _stored(self, name: str) -> str:
        return str(Channel.objects.values_list(name, flat=True).get(pk=self.instance.pk)) if self.instance.pk else ""
