"""Records of members. Dated history is kept in validity ranges on relations and named facts, never overwritten."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.platform.permissions import Place, some_ids


class Programme(models.Model):
    """A programme is a tenant: organisations and people live inside one, and another programme's record answers 404."""

    slug = models.SlugField(_("short name"), unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    started_on = models.DateField(_("started on"))
    invented = models.BooleanField(_("demonstration with invented records"), default=False)
    clock_shift = models.DurationField(_("shift of the demonstration's clock"), default=timedelta(0))
    guided_thread = models.CharField(_("a record of the guided thread"), max_length=60, blank=True)
    clock_days = models.JSONField(_("days per clock"), default=dict, blank=True)

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def now(self) -> datetime:
        """The instant by this programme's clock: real time, or the demonstration's."""
        return timezone.now() + self.clock_shift

    def today(self) -> date:
        """The day in Korea by this programme's clock."""
        return timezone.localtime(self.now()).date()


def in_language(korean: str, english: str) -> str:
    """The text in the reader's language where it exists, else in the other."""
    return (korean or english) if (get_language() or "ko").startswith("ko") else (english or korean)


def trigrams(field: str, name: str) -> GinIndex:
    """An index that finds a part of a text, as `icontains` asks for it."""
    return GinIndex(OpClass(Upper(field), "gin_trgm_ops"), name=name)


class ProgrammeRecord(models.Model):
    """A record that lives inside one programme."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    invented = models.BooleanField(_("invented for the demonstration"), default=False)

    class Meta:
        abstract = True

    PERMISSIONS = rules.PERMISSIONS

    @property
    def record_type(self) -> str:
        """The kind of record as it stands in a reference, such as `visit-report`."""
        return record_type_of(type(self))

    @property
    def reference(self) -> str:
        """The record's name in links, exports and on the command line, such as `problem-12`."""
        return f"{self.record_type}-{self.pk}"

    def now(self) -> datetime:
        """The instant by the programme's clock."""
        return self.programme.now()

    def place(self) -> Place:
        """Where the record stands for permissions; records with a narrower place say so."""
        return Place(self.programme_id)


def record_type_of(model: type[models.Model]) -> str:
    """`VisitReport` → `visit-report`."""
    name = model.__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() and place else letter.lower() for place, letter in enumerate(name))


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with a validity range."""

    def on(self, day: date) -> Self:
        """Those that hold on this day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Dated(models.Model):
    """A fact or relation that holds from a day up to, but not including, another."""

    valid_from = models.DateField(_("since"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="%(app_label)s_%(class)s_range"),
        ]


class ProgrammeYear(models.Model):
    """One year of a programme with its budget."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    budget_krw = models.PositiveBigIntegerField(_("budget (KRW)"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "year"], name="members_one_year")]

    def __str__(self) -> str:
        return str(self.year)


class Organisation(ProgrammeRecord):
    """A firm, university, institute, agency, government, association or buyer. Sector and sphere are derived from its kind."""

    kind = models.CharField(_("kind"), max_length=20, choices=rules.OrganisationKind)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="KR")
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    products = models.CharField(_("products"), max_length=300, blank=True)
    public_note = models.CharField(_("public note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("organisation")
        indexes: ClassVar = [
            models.Index(fields=["programme", "kind", "name_ko"], name="members_organisation_list"),
            trigrams("name_ko", "members_organisation_trigrams"),
            trigrams("name_en", "members_org_en_trigrams"),
            trigrams("products", "members_products_trigrams"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:organisation", args=[self.pk])

    @property
    def sector(self) -> rules.Sector:
        """Sector of performance (Frascati)."""
        return rules.sector_of(self.kind)

    @property
    def sphere(self) -> rules.Sphere:
        """Sphere of the triple helix."""
        return rules.sphere_of(self.kind)

    def place(self) -> Place:
        """A firm stands with itself, its groups and its complexes."""
        groups = self.memberships.filter(state__in=rules.LIVING_MEMBERSHIP).values_list("group_id", "group__complex_id")
        sites = self.sites.on(self.programme.today()).exclude(complex=None).values_list("complex_id", flat=True)
        pairs = list(groups)
        return Place(
            self.programme_id,
            organisation_ids=frozenset({self.pk}),
            group_ids=frozenset(group for group, _complex in pairs),
            complex_ids=frozenset({complex_id for _group, complex_id in pairs} | set(sites)),
        )


class Complex(ProgrammeRecord):
    """An industrial complex."""

    slug = models.SlugField(_("short name"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=rules.ComplexKind)
    codes = models.JSONField(_("codes"), default=dict, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    office = models.ForeignKey(Organisation, verbose_name=_("complex office"), null=True, blank=True, on_delete=models.PROTECT, related_name="runs_complexes")
    certainty_ko = models.CharField(_("how sure the published names are (Korean)"), max_length=200, blank=True)
    certainty_en = models.CharField(_("how sure the published names are (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("complex")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "slug"], name="members_complex_slug")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    @property
    def certainty(self) -> str:
        """How sure the published group names are, in the reader's language."""
        return in_language(self.certainty_ko, self.certainty_en)

    def place(self) -> Place:
        """A complex stands with itself."""
        return Place(self.programme_id, complex_ids=frozenset({self.pk}))


class Group(ProgrammeRecord):
    """A mini-cluster or another level of council."""

    complex = models.ForeignKey(Complex, verbose_name=_("complex"), on_delete=models.PROTECT, related_name="groups")
    parent = models.ForeignKey("self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    slug = models.SlugField(_("short name"))
    level = models.CharField(_("level"), max_length=20, choices=rules.GroupLevel, default=rules.GroupLevel.MINI_CLUSTER)
    model = models.CharField(_("model"), max_length=20, choices=rules.GroupModel, default=rules.GroupModel.MANAGED)
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    speciality_ko = models.CharField(_("speciality (Korean)"), max_length=80)
    speciality_en = models.CharField(_("speciality (English)"), max_length=80)
    industry_codes = ArrayField(models.CharField(max_length=12), verbose_name=_("industry codes"), default=list, blank=True)
    technology_codes = ArrayField(models.CharField(max_length=12), verbose_name=_("technology codes"), default=list, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    by_laws = models.TextField(_("by-laws"), blank=True)
    quorum_share = models.FloatField(_("quorum (share of members)"), default=0.5)
    illustrative = models.BooleanField(_("name is illustrative"), default=False)
    certainty_ko = models.CharField(_("how sure the published name is (Korean)"), max_length=200, blank=True)
    certainty_en = models.CharField(_("how sure the published name is (English)"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=rules.GroupState, default=rules.GroupState.PROPOSED)

    LIFECYCLE = rules.GROUP_LIFECYCLE

    class Meta:
        verbose_name = _("mini-cluster")
        constraints: ClassVar = [models.UniqueConstraint(fields=["complex", "slug"], name="members_group_slug")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:group", args=[self.pk])

    @property
    def speciality(self) -> str:
        """What it is about, in the reader's language."""
        return in_language(self.speciality_ko, self.speciality_en)

    @property
    def certainty(self) -> str:
        """How sure the published name is, in the reader's language."""
        return in_language(self.certainty_ko, self.certainty_en)

    def place(self) -> Place:
        """A group stands with itself and its complex."""
        return Place(self.programme_id, group_ids=frozenset({self.pk}), complex_ids=frozenset({self.complex_id}))


class GroupName(Dated):
    """What a group was called, and when."""

    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.CASCADE, related_name="names")
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class GroupSuccession(models.Model):
    """Which group came out of which, so that series stay comparable over mergers, splits and renamings."""

    predecessor = models.ForeignKey(Group, verbose_name=_("predecessor"), on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Group, verbose_name=_("successor"), on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.SuccessionKind)
    on_date = models.DateField(_("on"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["predecessor", "successor"], name="members_succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class OrganisationName(Dated):
    """What an organisation was called, and when; or an alias, under which people look for it."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    is_alias = models.BooleanField(_("alias"), default=False)

    class Meta(Dated.Meta):
        indexes: ClassVar = [trigrams("name", "members_alias_trigrams"), trigrams("name_en", "members_alias_en_trigrams")]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class OrganisationIdentifier(models.Model):
    """An identifier in a scheme: 사업자등록번호 (`KR-BRN`), `LEI`, `ROR` and others."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=12)
    value = models.CharField(_("value"), max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "scheme", "value"], name="members_identifier_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class OrganisationClassification(models.Model):
    """A code in a classification (KSIC 11/10/9, ISIC, NACE), with its version."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="classifications")
    scheme = models.CharField(_("scheme"), max_length=10, default="KSIC")
    version = models.CharField(_("version"), max_length=6, default="9")
    code = models.CharField(_("code"), max_length=12)
    is_primary = models.BooleanField(_("primary"), default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "scheme", "version", "code"], name="members_classification_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.version} {self.code}"


class Site(Dated):
    """A place of an organisation; without a complex it lies outside of any."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="sites")
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), null=True, blank=True, on_delete=models.PROTECT, related_name="sites")
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_main = models.BooleanField(_("main site"), default=True)

    def __str__(self) -> str:
        return self.address or str(self.complex or "")


class OrganisationSize(Dated):
    """The size class of a firm as a dated fact."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="sizes")
    size = models.CharField(_("size class"), max_length=10, choices=rules.FirmSize)

    def __str__(self) -> str:
        return str(self.get_size_display())


class OrganisationYear(ProgrammeRecord):
    """A firm's figures of one year."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    sales_krw = models.BigIntegerField(_("sales (KRW)"), null=True, blank=True)
    exports_usd = models.BigIntegerField(_("exports (USD)"), null=True, blank=True)
    production_krw = models.BigIntegerField(_("production (KRW)"), null=True, blank=True)
    rnd_krw = models.BigIntegerField(_("R&D (KRW)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    is_confidential = models.BooleanField(_("confidential"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("yearly figures")
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "year"], name="members_organisation_year_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"

    def place(self) -> Place:
        """Figures stand where their firm stands."""
        return self.organisation.place()


class Person(ProgrammeRecord):
    """A person. Contact data is personal; a resident registration number is never held."""

    name_ko = models.CharField(_("name (Korean)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True)

    class Meta:
        verbose_name = _("person")
        indexes: ClassVar = [
            models.Index(fields=["programme", "name_ko"], name="members_person_list"),
            trigrams("name_ko", "members_person_trigrams"),
            trigrams("name_en", "members_person_en_trigrams"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:person", args=[self.pk])

    def place(self) -> Place:
        """A person stands with themselves and, through their present affiliations, with their organisations and those organisations' groups and complexes."""
        organisations = [affiliation.organisation for affiliation in self.affiliations.on(self.programme.today()).select_related("organisation")]
        places = [organisation.place() for organisation in organisations]
        expert_groups = set(self.memberships.filter(state__in=rules.LIVING_MEMBERSHIP).values_list("group_id", flat=True))
        return Place(
            self.programme_id,
            person_ids=frozenset({self.pk}),
            organisation_ids=frozenset(organisation.pk for organisation in organisations),
            group_ids=frozenset(expert_groups).union(*(place.group_ids for place in places)),
            complex_ids=frozenset().union(*(place.complex_ids for place in places)),
        )


class Affiliation(Dated):
    """Where a person works, as what, and when."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="affiliations")
    department = models.CharField(_("department"), max_length=80, blank=True)
    position = models.CharField(_("position"), max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"


class Membership(ProgrammeRecord, Dated):
    """An organisation's or an expert's membership in a group. Membership is not eligibility for support."""

    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.MembershipKind)
    representative = models.ForeignKey(Person, verbose_name=_("representative"), null=True, blank=True, on_delete=models.SET_NULL, related_name="represents")
    deputy = models.ForeignKey(Person, verbose_name=_("deputy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="deputises")
    state = models.CharField(_("state"), max_length=12, choices=rules.MembershipState, default=rules.MembershipState.APPLIED)

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

    def place(self) -> Place:
        """A membership stands with its group and its member."""
        return Place(
            self.programme_id,
            person_ids=some_ids(self.person_id),
            organisation_ids=some_ids(self.organisation_id),
            group_ids=frozenset({self.group_id}),
            complex_ids=frozenset({self.group.complex_id}),
        )


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


class Tie(models.Model):
    """That two people met, were introduced, cooperated or contracted: when, and through which record. Rows are added, never changed."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Person, verbose_name=_("one"), on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, verbose_name=_("other"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=rules.TieKind)
    on_date = models.DateField(_("on"))
    through_type = models.CharField(_("through (kind of record)"), max_length=40)
    through_id = models.BigIntegerField(_("through (record)"))
    weight = models.FloatField(_("weight"), default=1.0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="members_tie_ordered"),
            models.UniqueConstraint(fields=["one", "other", "kind", "through_type", "through_id"], name="members_tie_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["other", "one"], name="members_tie_other")]
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.one_id}-{self.other_id} {self.kind}"


class Consent(ProgrammeRecord):
    """A person's consent that named data about them goes to one recipient for one purpose (PIPA Art. 17)."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="consents")
    recipient = models.ForeignKey(Organisation, verbose_name=_("recipient"), on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=200)
    data_fields = ArrayField(models.CharField(max_length=40), verbose_name=_("data"), default=list)
    about_type = models.CharField(_("about (kind of record)"), max_length=40, blank=True)
    about_id = models.BigIntegerField(_("about (record)"), null=True, blank=True)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")

    def __str__(self) -> str:
        return f"{self.person_id} → {self.recipient_id}"

    def place(self) -> Place:
        """A consent stands with its person."""
        return Place(self.programme_id, person_ids=frozenset({self.person_id}))


class Disclosure(ProgrammeRecord):
    """That details left the house: what, to whom, under which consent. Written when it happens, never changed."""

    recipient_person = models.ForeignKey(Person, verbose_name=_("to (person)"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recipient_organisation = models.ForeignKey(
        Organisation, verbose_name=_("to (organisation)"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    consent = models.ForeignKey(Consent, verbose_name=_("under the consent"), null=True, blank=True, on_delete=models.SET_NULL, related_name="disclosures")
    about_type = models.CharField(_("about (kind of record)"), max_length=40)
    about_id = models.BigIntegerField(_("about (record)"))
    data_fields = ArrayField(models.CharField(max_length=40), verbose_name=_("data"), default=list)
    disclosed_at = models.DateTimeField(_("disclosed at"))

    class Meta:
        verbose_name = _("disclosure")

    def __str__(self) -> str:
        return f"{self.about_type}-{self.about_id}"
