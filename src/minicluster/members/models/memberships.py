"""Who belongs to a group, who holds an office in it, and which role a user has where."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.models.groups import Complex, Group
from minicluster.members.models.organisations import Organisation
from minicluster.members.models.people import Person
from minicluster.members.models.records import Dated, Programme, ProgrammeRecord
from minicluster.platform.permissions import Place, some_ids


class Membership(ProgrammeRecord, Dated):
    """An organisation's or an expert's membership in a group. Membership is not eligibility for support."""

    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.MembershipKind)
    representative = models.ForeignKey(Person, verbose_name=_("representative"), null=True, blank=True, on_delete=models.SET_NULL, related_name="represents")
    deputy = models.ForeignKey(Person, verbose_name=_("deputy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="deputises")
    state = models.CharField(_("state"), max_length=12, choices=rules.MembershipState, default=rules.MembershipState.APPLIED)

    # The decision of a meeting by which they were taken in, such as `decision-12`: meetings stand above members, so that no key can point there.
    approved_through = models.CharField(_("approved through"), max_length=40, blank=True)

    LIFECYCLE = rules.MEMBERSHIP_LIFECYCLE

    class Meta(ProgrammeRecord.Meta, Dated.Meta):
        verbose_name = _("membership")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(organisation=None) ^ Q(person=None), name="members_membership_of_one"),
            models.UniqueConstraint(fields=["group", "organisation"], condition=Q(valid_to=None), name="members_membership_organisation_once"),
            models.UniqueConstraint(fields=["group", "person"], condition=Q(valid_to=None), name="members_membership_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.person} · {self.group}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:membership", args=[self.pk])

    @property
    def member(self) -> Organisation | Person:
        """Who is, was or would be the member."""
        return self.organisation or self.person  # type: ignore[return-value]  # a constraint lets exactly one of them be empty

    @property
    def contact(self) -> Person | None:
        """Whom one writes to: the representative, or the expert."""
        return self.representative or self.person

    def place(self) -> Place:
        """A membership stands with its group and its member."""
        return Place(
            self.programme_id,
            person_ids=some_ids(self.person_id),
            organisation_ids=some_ids(self.organisation_id),
            group_ids=frozenset({self.group_id}),
            complex_ids=frozenset({self.group.complex_id}),
        )


class Representation(Dated):
    """Who represented a member until somebody else followed; who does so now stands with the membership."""

    membership = models.ForeignKey(Membership, verbose_name=_("membership"), on_delete=models.CASCADE, related_name="former_representations")
    representative = models.ForeignKey(Person, verbose_name=_("representative"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    deputy = models.ForeignKey(Person, verbose_name=_("deputy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.representative_id}"


class MembershipFee(ProgrammeRecord):
    """What a member owes for one year, and the receipt for what was paid."""

    membership = models.ForeignKey(Membership, verbose_name=_("membership"), on_delete=models.PROTECT, related_name="fees")
    year = models.PositiveSmallIntegerField(_("year"))
    amount_krw = models.PositiveBigIntegerField(_("amount (KRW)"))
    due_on = models.DateField(_("due on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    receipt_number = models.PositiveIntegerField(_("receipt number"), null=True, blank=True)
    waived_because = models.CharField(_("waived because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("membership fee")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "year"], name="members_one_fee"),
            models.UniqueConstraint(fields=["programme", "year", "receipt_number"], name="members_receipt_once"),
            models.CheckConstraint(condition=Q(paid_on=None) | Q(waived_because=""), name="members_fee_paid_or_waived"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.year}"

    @property
    def receipt_name(self) -> str:
        """What stands on the receipt, such as `2007-0012`; empty before it was paid."""
        return rules.receipt_name(self.year, self.receipt_number) if self.receipt_number else ""

    def state_on(self, day: date) -> rules.FeeState:
        """Whether it is owed, overdue, paid or waived on this day."""
        return rules.fee_state(paid_on=self.paid_on, waived_because=self.waived_because, due_on=self.due_on, day=day)

    def place(self) -> Place:
        """A fee stands with its membership."""
        return self.membership.place()


class Office(ProgrammeRecord, Dated):
    """A role held in a group for a term. The assembly that elected them is a record of meetings."""

    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="offices")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="offices")
    role = models.CharField(_("office"), max_length=20, choices=rules.OfficeRole)

    class Meta(ProgrammeRecord.Meta, Dated.Meta):
        verbose_name = _("office")

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"

    def place(self) -> Place:
        """An office stands with its group."""
        return Place(
            self.programme_id, person_ids=frozenset({self.person_id}), group_ids=frozenset({self.group_id}), complex_ids=frozenset({self.group.complex_id})
        )


class RoleAssignment(models.Model):
    """What a user may be in a programme: one role with its reach. Someone with two roles has two rows and chooses."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="role_assignments")
    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=20)
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="role_assignments")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.CASCADE, related_name="role_assignments"
    )
    groups = models.ManyToManyField(Group, verbose_name=_("mini-clusters"), blank=True, related_name="role_assignments")
    complexes = models.ManyToManyField(Complex, verbose_name=_("complexes"), blank=True, related_name="role_assignments")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "programme", "role"], name="members_role_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"
