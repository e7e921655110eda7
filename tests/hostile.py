# ruff: noqa: E501 - lists of odd texts are read as lists
"""Texts that try to be more than text, in families: what someone could put into any field that a map shows.

They are ours, and harmless: what they would do if something obeyed them is to set `window.hacked`, to open a dialog, to
ask 127.0.0.1 for something, or to show the product 9359 (of `7*7*191`).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROBE, PRODUCT = "7*7*191", "9359"
HACK = "window.hacked=1"
HOST = "127.0.0.1:9"  # nobody listens there

_TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u034f\u115f\u17b4\u180e\u200b\u200c\u200d\u2060\u2061\u2064\u3164\ufeff\uffa0\ufe0f"
_ENDINGS = (
    "script",
    "style",
    "title",
    "textarea",
    "template",
    "noscript",
    "iframe",
    "xmp",
    "svg",
    "math",
    "head",
    "body",
    "select",
)


def corpus() -> tuple[str, ...]:
    """Return all texts, each once, in a fixed order."""
    families = (
        scripts, endings, handlers, breakouts, addresses, styles, templates, literals, keys, formulas, cells, markup, paths,
        turns, invisibles, controls, floods, joined, formats, queries, terminals,
    )  # fmt: skip
    return tuple(dict.fromkeys(text for family in families for text in family()))


def scripts() -> Iterator[str]:
    """Yield scripts, in the ways that filters overlook."""
    names = (
        "script",
        "SCRIPT",
        "ScRiPt",
        "script ",
        "script/",
        "script\n",
        "script\x0c",
        "script x",
        "svg:script",
        "\uff53cript",
    )
    for name in names:
        yield f"<{name}>{HACK}</{name.strip()}>"
    yield from (f"<script src=//{HOST}/x.js></script>", f'<script type="module">import "http://{HOST}/x.js"</script>')
    yield from (
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        f"<<script>{HACK}//<</script>",
        f"<script>{HACK}",
        f"{HACK}</script>",
    )
    yield from (
        f"&lt;script&gt;{HACK}&lt;/script&gt;",
        f"%3Cscript%3E{HACK}%3C/script%3E",
        f"\\u003cscript\\u003e{HACK}\\u003c/script\\u003e",
    )
    yield from (
        f"<svg><script>{HACK}</script></svg>",
        f"<math><script>{HACK}</script></math>",
        f"<svg><script xlink:href=data:,{HACK} />",
    )


def endings() -> Iterator[str]:
    """Yield what would end an element around the text and begin a script."""
    for name in _ENDINGS:
        yield f"</{name}><script>{HACK}</script>"
        yield f"</{name}\t><img src=x onerror={HACK}>"
    for closing in ("-->", "--!>", "<!-- -->", "<!-->", "]]>", "?>", "%>", "<![CDATA[", "<!--<script>", "*/", "//-->"):
        yield f"{closing}<script>{HACK}</script>"


def handlers() -> Iterator[str]:
    """Yield elements that would run something on their own or at a touch."""
    elements = (
        "img src=x onerror", "svg onload", "body onload", "video src=x onerror", "audio src=x onerror", "details open ontoggle",
        "input autofocus onfocus", "select autofocus onfocus", "marquee onstart", "iframe onload", "object data=x onerror",
        "style onload", "link rel=stylesheet href=x onerror", "a onmouseover", "button popovertarget=x onclick",
        "svg><animate onbegin", "svg><set attributeName=x onbegin", "img srcset=x onerror", "embed src=x onload", "x onclick",
    )  # fmt: skip
    for element, quote in product(elements, ("{}", '"{}"', "'{}' ")):
        yield f"<{element}={quote.format(HACK)}>"
    yield "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>"
    yield f"<form action=http://{HOST}/><button>go"
    yield f"<meta http-equiv=refresh content='0;url=http://{HOST}/'>"
    yield f"<base href=http://{HOST}/>"
    yield f"<link rel=prefetch href=http://{HOST}/>"


def breakouts() -> Iterator[str]:
    """Yield what would leave an attribute."""
    for quote, event in product(
        ('"', "'", "`", "&quot;", "&#39;", '\\"', "\\'"), ("onmouseover", "autofocus onfocus", "style")
    ):
        yield f"x{quote} {event}={quote}{HACK}{quote} y={quote}"
    yield from (
        '">',
        "'>",
        '"/>',
        "`>",
        '" >',
        "x=y",
        "=",
        "<",
        ">",
        "&",
        "&amp;",
        "&amp;lt;",
        "<>",
        "</>",
        "<a",
        "<a ",
        "<!",
        "<?",
    )


def addresses() -> Iterator[str]:
    """Yield addresses that would do something when they become links or pictures."""
    run = (
        "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", " javascript:", "\x01javascript:", "javascript&colon;",
        "javascript%3A", "vbscript:", "data:text/html,<script>", "data:image/svg+xml,<svg onload=", "livescript:",
    )  # fmt: skip
    for scheme in run:
        yield f"{scheme}{HACK}"
    for address in (
        "http://",
        "https://",
        "//",
        "\\\\",
        "ftp://",
        "ws://",
        "file:///",
        "blob:http://",
        "view-source:http://",
        "https:\\\\",
    ):
        yield f"{address}{HOST}/{HACK}"
    yield from (
        f'http://{HOST}/"onclick={HACK}',
        f"https://user:word@{HOST}/",
        "http://[::1]/",
        "mailto:x@example.org?bcc=y",
        "tel:1",
    )
    yield from (f"[x](javascript:{HACK})", f"![x](http://{HOST}/x.png)", f"<http://{HOST}/>", f"[[x]]: http://{HOST}")


def styles() -> Iterator[str]:
    """Yield style sheets."""
    yield f"</style><style>@import url(http://{HOST}/x.css);</style>"
    for rule in (
        "background:url(http://{0}/)",
        "@import 'http://{0}/'",
        "behavior:url(#x)",
        "width:expression({1})",
        "-moz-binding:url(x)",
    ):
        text = rule.format(HOST, HACK)
        yield text
        yield f"</style><style>*{{{text}}}</style>"
        yield f'<p style="{text}">'
    yield from ("*{display:none}", "}*{display:none}", "@charset 'x';", "/*", "\\41\\42", "url(#hatch-x)", "var(--x)")


def templates() -> Iterator[str]:
    """Yield expressions of template languages around the probe, and what they would reach."""
    around = (
        "{{ ¤ }}", "{{¤}}", "{{- ¤ -}}", "{{{ ¤ }}}", "${¤}", "$¤", "#{¤}", "{¤}", "<%= ¤ %>", "<? ¤ ?>", "[[¤]]", "@(¤)", "*{¤}", "~{¤}",
        "{{=¤}}", "`${¤}`", "{{ (¤) | safe }}", "{{ '¤' | eval }}", "%%{¤}", "((¤))", "$(¤)", "$((¤))", "`¤`", "<c:out value=¤>",
        "{% print(¤) %}", "{% if ¤ %}x{% endif %}", "{% set x = ¤ %}{{ x }}", "{% raw %}{{ ¤ }}{% endraw %}", "{# ¤ #}", "{{ ¤ #}",
        "{%- print ¤ -%}", "{{ ¤ }} {{ ¤ }}", "{{'¤'}}", "\\{{ ¤ \\}}", "{ { ¤ } }", "&#123;&#123; ¤ }}", "{{\n¤\n}}", "｛｛ ¤ ｝｝",
    )  # fmt: skip
    for text in around:
        yield text.replace("¤", PROBE)
    yield from (
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "{% raise %}",
        "{% include 'x' %}",
        "{% for x in y %}",
        "{{ x.y() }}",
        "{{ self }}",
    )
    yield from (
        "{{ ''.__class__.__mro__ }}",
        "{{ config.items() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    )
    yield from (
        "{{ this.get_name() }}",
        "{{ kwargs }}",
        "{% macro html(this, kwargs) %}x{% endmacro %}",
        "{{ map|tojson }}",
    )


def literals() -> Iterator[str]:
    """Yield what would leave a text within a script or within JSON."""
    for quote in ('"', "'", "`", '\\"', "\\\\'", "\u2028", "\u2029", "\n", "\\n", "\r", "*/"):
        yield f"{quote};{HACK};//{quote}"
        yield f"{quote}+({HACK})+{quote}"
    yield from (
        f"`${{{HACK}}}`",
        f"${{{HACK}}}",
        "\\",
        "\\\\",
        "\\u0022",
        "\\x3c/script\\x3e",
        "\\u{3c}",
        "\\0",
        "a\u2028b",
        "a\u2029b",
    )
    yield from (
        '"}]}',
        '"]}',
        '{"a":1}',
        "[1]",
        "null",
        "true",
        "NaN",
        "-0",
        "1e999",
        "undefined",
        '{"$ref":"#"}',
        '","x":"',
        "//",
        "/*",
        "<!--<!--",
    )
    yield from (
        f"</script\u2028>{HACK}",
        f"<!--\n{HACK}\n-->",
        f"eval('{HACK}')",
        f"setTimeout('{HACK}')",
        f"import('http://{HOST}/')",
    )


def keys() -> Iterator[str]:
    """Yield names that objects have already."""
    yield from (
        "__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "__defineGetter__", "__class__", "__init__",
        "__globals__", "length", "name", "id", "location", "document", "window", "self", "this", "then", "0", "-1", "", " ", "en", "None",
        "nan", "inf", "False", "geometry", "place_id", "title", "map", "@52.1,13.2", "~sector/alba/180", "~", "@",
    )  # fmt: skip


def formulas() -> Iterator[str]:
    """Yield mathtext and TeX."""
    yield from (
        "$x^2$", r"$\frac{1}{2}$", "$", "$$", r"\$5", "$5 and $6", r"$\undefined$", r"$\frac{$", r"$\sqrt[3]{x}$", "$$x$$", r"\(x\)", r"\[x\]",
        r"\input{/etc/passwd}", r"\write18{id}", r"\def\x{\x}\x", r"\begin{document}", r"$\mathrm{" + PROBE + "}$", r"\usepackage{x}", "x_1", "x^2", "a_{b}",
        r"$\text{</script>}$", r"\href{javascript:" + HACK + "}{x}", r"\N{DIGIT ONE}", r"\x41",
    )  # fmt: skip


def cells() -> Iterator[str]:
    """Yield formulas of spreadsheets."""
    for sign, rest in product(
        ("=", "+", "-", "@", "\t=", "\r=", "\n=", "|", "%", "\uff1d", "'=", '"='),
        ("1+1", f'HYPERLINK("http://{HOST}")'),
    ):
        yield f"{sign}{rest}"
    yield from (
        "=cmd|' /C calc'!A0",
        '=IMPORTXML("x","//a")',
        "@SUM(1)",
        "-2+3",
        "a,b",
        'a";b',
        "a\tb",
        "a|b",
        "=" + PROBE,
        ";=1",
        ",=1",
        "sep=;",
    )


def markup() -> Iterator[str]:
    """Yield XML and its entities."""
    entity = f'<!DOCTYPE x [<!ENTITY a SYSTEM "http://{HOST}/">]><x>&a;</x>'
    bomb = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    yield from (
        entity,
        bomb,
        "&a;",
        "&lt;",
        "&#60;",
        "&#x3c;",
        "&#0;",
        "&nbsp;",
        "&unknown;",
        "<![CDATA[x]]>",
        "]]>",
        "<?xml version='1.0'?>",
    )
    yield from (
        "<?xml-stylesheet href='x'?>",
        "<kml><Document/></kml>",
        f"<NetworkLink><href>http://{HOST}/</href></NetworkLink>",
    )
    yield from (
        "<description><![CDATA[<script>]]></description>",
        "<x xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='x'/></x>",
    )
    yield from (
        "<svg xmlns='http://www.w3.org/2000/svg'><use href='#x'/></svg>",
        f"<image href='http://{HOST}/'/>",
        "--",
        "-->",
        "<!-- -- -->",
    )


def paths() -> Iterator[str]:
    """Yield names of files that lead elsewhere, and words of shells."""
    yield from (
        "../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "\\\\host\\share", "~root", "~", ".", "..", "...", "%2e%2e%2f", "..%2f", "x%00.html",
        "x\x00.html", "CON", "aux", "nul", "a/b", "a:b", "a*b?", "$(touch hacked)", "`touch hacked`", "; touch hacked", "| touch hacked", "&& touch hacked",
        "-rf", "--help", "-", "-o x", "@file", "!x", "#x", "$HOME", "${HOME}", "%PATH%", "file:///etc/passwd", "x.html.", "x ", " x", "x\n.html",
        "geo:44,35", "data.csv;x", "a" * 300,
    )  # fmt: skip


def turns() -> Iterator[str]:
    """Yield signs that turn the direction of a text."""
    for sign in _TURNS:
        yield f"left{sign}right"
        yield sign * 3
    yield from (
        "\u202egpj.exe",
        "\u202e</script>\u202c",
        "user\u2066 // \u2069\u2066admin",
        "\u2067\u202eكركوك\u202c\u2069",
        "כ\u202eKirkuk",
        "\u200fكركوك\u200e Kirkuk",
    )
    yield from ("كركوك (Kirkuk) 5", "Kirkuk، كركوك؛ کەرکووک", "١٢٣ 123 ۱۲۳", "(كركوك", "[كركوك>", "كركوك/Kirkuk/كركوك")


def invisibles() -> Iterator[str]:
    """Yield what cannot be seen."""
    for sign in _INVISIBLE:
        yield f"a{sign}b"
        yield f"<scr{sign}ipt>{HACK}</script>"
    yield from (
        "\u200b",
        "\u200b" * 50,
        "کەرکووک\u200cەکان",
        "\U000e0041\U000e0042",
        "x\ufe0e",
        "\u3000",
        "\u00a0",
        "\u2003x\u2003",
        "\u1680",
    )


def controls() -> Iterator[str]:
    """Yield control characters, halves of pairs, and what is no character."""
    for code in (0, 1, 7, 8, 9, 10, 11, 12, 13, 26, 27, 28, 31, 127, 133, 159):
        yield f"a{chr(code)}b"
    for code in (
        0xD800,
        0xDBFF,
        0xDC00,
        0xDFFF,
        0xFFFE,
        0xFFFF,
        0xFDD0,
        0x1FFFE,
        0x10FFFF,
        0xE000,
        0xF8FF,
        0xFFFD,
        0xFFF9,
        0x0378,
    ):
        yield f"a{chr(code)}b"
    yield from (
        "\udfff\ud800",
        "\ud83d",
        "\ude00\ud83d",
        "a\r\nb",
        "\r\n\r\n<script>",
        "a\nb\nc",
        "\n",
        "\t",
        "\ufeffx",
    )


def floods() -> Iterator[str]:
    """Yield too much of something."""
    yield from (
        "A" * 5000,
        "ا" * 4000,
        "<" * 2000,
        "(" * 1500,
        "{{" * 500,
        "}" * 1000,
        "&" * 800,
        "\\" * 900,
        '"' * 700,
        "\u202e" * 300,
        "x " * 1500,
    )
    yield from (
        "e" + "\u0301" * 400,
        "ك" + "\u064e" * 300,
        "Z" + "\u0300\u0316\u0489" * 150,
        "a" + "\u20dd" * 50,
        "\u0e47" * 200,
        "<b>" * 400,
    )
    yield from (
        "كركوك" + "\u0640" * 800,
        "ﷺ" * 60,
        "𒐫" * 40,
        "꧅" * 50,
        "⸻" * 20,
        "\U0001f4a5" * 300,
        "W" * 60,
        "https://example.org/" + "a" * 900,
    )


def joined() -> Iterator[str]:
    """Yield pictures made of several characters, and letters that combine."""
    yield from (
        "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇮🇶", "🇮", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "❤️‍🔥", "💥 في كركوك", "ﻛﺮﻛﻮﻙ", "لا", "ﷲ", "Å", "A\u030a", "ﬁ", "İstanbul", "ı", "ß", "Ǆ", "½", "Kirkuk™", "𝓚𝓲𝓻𝓴𝓾𝓴",
        "Кirkuk", "Kirkuk\u0307", "क्षि", "กำ", "한글", "日本語", "ꦏ", "𓀀",
    )  # fmt: skip


def formats() -> Iterator[str]:
    """Yield what programs fill in."""
    yield from (
        "%s%s%n", "%(x)s", "%1$s", "%d", "%%", "{0}", "{}", "{x}", "{!r}", "{0.__class__.__mro__}", "{:>99999}", "{0[x]}", "{n}", "{date}", "{title}",
        "{km}", "{names}", "\\1", "\\g<0>", "$1", "$&", "$`", "$'", "$$", "${1}", "&1", "f'{7*7*191}'", "{7*7*191}", "%{7*7*191}", "\\d+", "(a+)+$", "[", "*", "a|b", "^",
        "strftime %Y", "%(asctime)s", "t{x}", "{{x}}", "{{{{x}}}}", "@property", "lambda: 1",
    )  # fmt: skip


def queries() -> Iterator[str]:
    """Yield what would leave a text within a query."""
    yield from (
        "'; DROP TABLE mentions; --", "' OR '1'='1", '" OR 1=1 --', "1; SELECT pg_sleep(9)", "') UNION SELECT 1 --", "' /* x */ --", "$$x$$", "E'\\x00'", "\\copy x",
        "COPY x FROM PROGRAM 'id'", "'||'x", "x'--", "`x`", '"x"', "[x]", "\\.", "*)(uid=*))(|(uid=*", "' and extractvalue(1,1) --", "ATTACH 'x.db'", "LOAD httpfs",
    )  # fmt: skip


def terminals() -> Iterator[str]:
    """Yield what terminals and protocols obey."""
    yield from (
        "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://127.0.0.1:9/\x07x\x1b]8;;\x07", "\x1b[2J", "\x9b31m", "a\r\nSet-Cookie: x=1", "a\r\n\r\n<html>",
        "[bold]x[/bold]", "[link=http://127.0.0.1:9/]x[/link]", "\x08\x08\x08x", "\x1bP", "Content-Type: text/html", "--boundary", "data:;base64,PHNjcmlwdD4=",
    )  # fmt: skip
