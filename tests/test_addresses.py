"""One mailbox is one voter; two mailboxes never meet (I4)."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some
from publicsuffixlist import PublicSuffixList

from chalicelib import providers
from chalicelib.addresses import canonical, checked, is_public_provider, policy, registrable
from chalicelib.errors import Refused
from chalicelib.providers import Provider
from infra.make.build import suffixes

ONE_MAILBOX = {
    "Gmail": [
        "An.Peeters@gmail.com",
        "anpeeters+vote@gmail.com",
        "ANPEETERS@GoogleMail.com",
        " a.n.peeters@gmail.com ",
    ],
    "Proton": [
        *("jan.peeters@protonmail.com", "jan.peeters@proton.me", "jan.peeters@pm.me", "janpeeters@proton.me"),
        *("jan_peeters@protonmail.ch", "j-a.n_peeters@proton.me", "Jan.Peeters+vote@pm.me"),
    ],
    "iCloud": ["jan.peeters@icloud.com", "jan.peeters@me.com", "jan.peeters+x@mac.com"],
    "Yandex": ["jan.peeters@yandex.ru", "jan-peeters@yandex.com", "jan.peeters@ya.ru", "Jan-Peeters+x@yandex.com.tr"],
    "Fastmail": ["jan_p@fastmail.com", "jan_p+vote@fastmail.com", "vote@jan_p.fastmail.com", "x@jan-p.fastmail.com"],
    "Fastmail's other domains": ["jan@sent.com", "vote@jan.sent.com", "jan+vote@sent.com"],
    "Fastmail's longer domains": ["jan@fastmail.co.uk", "vote@jan.fastmail.co.uk"],
    "Yahoo": ["word-vote@yahoo.com", "word-other@yahoo.com", "word-vote+x@yahoo.com"],
    "mailbox.org": ["jan@mailbox.org", "jan@secure.mailbox.org"],
    "addy.io": ["one@jan.anonaddy.com", "other@jan.anonaddy.me", "o.ne+x@jan.anonaddy.com"],
    "Firefox Relay": ["one@jan.mozmail.com", "other@jan.mozmail.com"],
}
MANY_MAILBOXES = {
    "dots where they count": ["an.peeters@telenet.be", "anpeeters@telenet.be"],
    "dots of a company at Google": ["an.peeters@example.org", "anpeeters@example.org"],
    "signs that only Proton ignores": ["an-peeters@gmail.com", "anpeeters@gmail.com"],
    "Yandex's dots are read": ["jan.peeters@yandex.ru", "janpeeters@yandex.ru"],
    "Yahoo's word is nobody's name": ["word-vote@yahoo.com", "word@yahoo.com", "other-vote@yahoo.com"],
    "a hyphen elsewhere": ["an-vote@telenet.be", "an@telenet.be", "an-other@telenet.be"],
    "each domain of Yahoo": ["jan@yahoo.com", "jan@yahoo.fr"],
    "each domain of Microsoft": ["jan@hotmail.com", "jan@outlook.com", "jan@hotmail.be", "jan@live.be"],
    "each domain of Fastmail": ["jan@fastmail.com", "jan@sent.com", "x@jan.fastmail.fm"],
    "each user of Fastmail": ["vote@jan.fastmail.com", "vote@an.fastmail.com"],
    "each host elsewhere": ["vote@jan.example.org", "vote@an.example.org", "jan@example.org"],
    "each user of a forwarder": ["x@jan.anonaddy.com", "x@an.anonaddy.com", "jan@anonaddy.com", "x@anonaddy.me"],
    "each mask of a forwarder": ["one@mozmail.com", "other@mozmail.com"],
    "what no page promises": ["jan@telenet.be", "jan@pandora.be", "jan@skynet.be", "jan@proximus.be"],
    "hosts that look like a provider": ["jan@proton.me", "jan@mail.proton.me", "jan@notproton.me", "jan@proton.me.be"],
}
HOSTS = "abcdefghijklmnopqrstuvwxyz0123456789-"
LOCALS = some.text(HOSTS + "._", min_size=1, max_size=10).filter(
    lambda text: ".." not in text and text[0] not in ".-_" and text[-1] not in ".-_"
)
PROVIDERS = providers.read()


def _key(address: str) -> str:
    # Not `checked`, which has no hosts with an underscore: they are refused before they come here.
    return canonical(address.strip() if "_p." in address else checked(address))


@pytest.mark.parametrize("spellings", ONE_MAILBOX.values(), ids=ONE_MAILBOX)
def test_every_spelling_that_a_provider_delivers_to_one_mailbox_is_that_mailbox(spellings: list[str]) -> None:
    assert len({_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("mailboxes", MANY_MAILBOXES.values(), ids=MANY_MAILBOXES)
def test_what_may_be_two_people_never_meets(mailboxes: list[str]) -> None:
    assert len({_key(mailbox) for mailbox in mailboxes}) == len(mailboxes)


def test_no_mailbox_of_one_provider_is_one_of_another() -> None:
    keys = [canonical(f"jan@{one.domains[0]}") for one in PROVIDERS]
    assert len(set(keys)) == len(keys)


@given(LOCALS, some.sampled_from(PROVIDERS), some.data())
def test_an_alias_by_any_rule_of_any_provider_is_the_same_mailbox(
    local: str, provider: Provider, data: some.DataObject
) -> None:
    domain = data.draw(some.sampled_from(provider.domains))
    plain = canonical(checked(f"{local}@{domain}"))
    for alias in _aliases(local, domain, provider, data):
        assert canonical(checked(alias)) == plain


def _aliases(local: str, domain: str, provider: Provider, data: some.DataObject) -> list[str]:
    tag = data.draw(some.text("abc.-", min_size=1, max_size=4).filter(lambda text: "." not in text))
    found = [f"{local}+{tag}@{domain}", f"{local.upper()}@{domain.upper()}"]
    if provider.one:
        found.append(f"{local}@{data.draw(some.sampled_from(provider.domains))}")
    if provider.ignored:
        at, sign = data.draw(some.integers(1, len(local))), data.draw(some.sampled_from(provider.ignored))
        signed = f"{local[:at]}{sign}{local[at:]}"
        found += [f"{signed}@{domain}"] if ".." not in signed and not signed.endswith(".") else []
    if provider.tag and provider.tag in local:
        found.append(f"{local.partition(provider.tag)[0]}{provider.tag}{tag}@{domain}")
    if provider.subdomains == "name" and not set(local) & set("._-"):
        found.append(f"{tag}@{local}.{domain}")
    return found


@given(LOCALS, LOCALS, some.sampled_from([*PROVIDERS, Provider(domains=("example.org",))]), some.data())
def test_names_that_differ_by_more_than_a_provider_ignores_stay_apart(
    one: str, other: str, provider: Provider, data: some.DataObject
) -> None:
    def name(local: str) -> str:
        """The name as the provider's page tells to read it, without our code."""
        read = {"Gmail": local.replace(".", ""), "Yandex Mail": local.replace("-", ".")}
        read["Proton Mail"] = "".join(sign for sign in local if sign.isalnum())
        read["Fastmail"] = local.replace("-", "_")
        read["Yahoo Mail"] = local.split("-")[0] + "-" if "-" in local else local
        return read.get(getattr(provider, "name", ""), local)

    assume(name(one) != name(other))
    domain = data.draw(some.sampled_from(provider.domains))
    assert canonical(checked(f"{one}@{domain}")) != canonical(checked(f"{other}@{domain}"))


@given(LOCALS, some.sampled_from([domain for one in PROVIDERS for domain in one.domains]), some.booleans())
def test_the_mailbox_of_a_mailbox_is_itself(local: str, domain: str, below: bool) -> None:
    mailbox = canonical(f"{local}@{'jan.' if below else ''}{domain}")
    assert canonical(mailbox) == mailbox


@pytest.mark.parametrize("domain", ["bücher.example", "xn--bcher-kva.example", "BÜCHER.example"])
def test_a_domain_is_the_same_however_it_is_spelled(domain: str) -> None:
    assert canonical(checked(f"an@{domain}")) == "an@xn--bcher-kva.example"


WRONG = (
    *(
        "",
        "plain",
        "@example.org",
        "a@",
        "a@b",
        "a@b@example.org",
        "a b@example.org",
        "a@exa mple.org",
        ".a@example.org",
    ),
    *("a.@example.org", "a..b@example.org", "a@-example.org", "a@example-.org", "a@example..org", "a@.example.org"),
    *("a@[127.0.0.1]", "a@[IPv6:::1]", '"a b"@example.org', "a(comment)@example.org", "a@localhost", "a@example.org."),
    *(f"{'x' * 65}@example.org", f"a@{'x' * 64}.org", f"a@{'x.' * 130}org", f"a@{'a' * 250}.org", "x" * 20_000),
    *("<a@example.org>", "An <a@example.org>", "a@example.org,b@example.org", "a@example.org;b@example.org"),
    *("a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "a@example.org\nBcc: b@example.org"),
    *("é@example.org", "a@xn--\ud7ff.org", "a@\u4f60.\U0001f600", "a@ex\u2024ample\u3002org\u0000"),
)


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        checked(typed)


RIGHT = {
    "a@example.org": "a@example.org",
    " A.b+c@Example.ORG ": "A.b+c@example.org",
    "a@münchen.example": "a@xn--mnchen-3ya.example",
    "\u2800a\u200cn\ufe0f@exa\u200dmple\U000e0041.org\U000f0000": "an@example.org",
    "a_b-c'd@sub.example.org": "a_b-c'd@sub.example.org",
    f"{'x' * 64}@example.org": f"{'x' * 64}@example.org",
}


@pytest.mark.parametrize(("typed", "kept"), RIGHT.items())
def test_what_is_an_address_is_taken(typed: str, kept: str) -> None:
    assert checked(typed) == kept


def test_who_is_one_voter_changes_between_rounds_only() -> None:
    """Another value here makes other voters of the same people: in an open round each could vote again.

    So it is written down twice, and changed here only when no round is open.
    """
    assert policy() == "2 4e923772"


@pytest.mark.parametrize(
    ("address", "domain"),
    {
        "an@example.org": "example.org",
        "an@mail.eu.Example.org": "example.org",
        "an@example.co.uk": "example.co.uk",
        "an@mail.example.co.uk": "example.co.uk",
        "an@a.b.ide.kyoto.jp": "b.ide.kyoto.jp",
        "an@www.ck": "www.ck",
        "an@mail.www.ck": "www.ck",
        "an@mail.shop.co.ck": "shop.co.ck",
        "an@xn--55qx5d.cn": "xn--55qx5d.cn",
        "an@mail.shop.xn--55qx5d.cn": "shop.xn--55qx5d.cn",
        "an@mail.example.zz": "example.zz",
        "an@co.uk": "co.uk",
        "an@jan.fastmail.com": "fastmail.com",
        "an@one.dynv6.net": "dynv6.net",
        "@jan.anonaddy.com": "anonaddy.com",
    }.items(),
)
def test_the_registrable_domain_is_what_somebody_registered(address: str, domain: str) -> None:
    """One domain, however many hosts are put before it: also where a company gives names away under its own."""
    assert registrable(address) == domain


def test_the_registrable_domain_is_that_of_the_public_suffix_list() -> None:
    """By the library whose data it is, whose own matching takes a process longer to start."""
    library = PublicSuffixList(only_icann=True)
    for name, labels in suffixes().items():
        for label in labels:
            rule = f"{label.lstrip('!').replace('*', 'any')}.{name}"
            for domain in (rule, f"a.{rule}", f"b.a.{rule}", f"c.b.a.{rule}", name, f"a.{name}"):
                assert registrable(f"an@{domain}") == (library.privatesuffix(domain) or domain)


@pytest.mark.parametrize("domain", ["gmail.com", "telenet.be", "Skynet.be", "outlook.com", "pm.me", "jan.sent.com"])
def test_what_many_people_share_is_a_public_provider(domain: str) -> None:
    assert is_public_provider(domain)


@pytest.mark.parametrize(
    "domain", ["example.org", "anonaddy.com", "jan.anonaddy.me", "mozmail.com", "mail.telenet.be", ""]
)
def test_where_one_person_has_any_number_of_addresses_is_none(domain: str) -> None:
    assert not is_public_provider(domain)


@pytest.mark.parametrize(
    "sign", ["\u00a0", "\u3000", "\u2009", "\ufeff", "\u00ad", "\u200b", "\u200e", "\u202c", "\t", "\r\n", "\0"]
)
def test_what_comes_along_with_pasting_is_no_part_of_an_address(sign: str) -> None:
    assert checked(f"{sign}an@example.org{sign}") == "an@example.org"
