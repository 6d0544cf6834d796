"""What the script adds, in a real browser under the site's own content security policy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from recovery.figures import Band, Status, band_chart, strip, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    Show = Callable[..., Page]

ANSWERS = """
<form class="answers">
  <fieldset class="answer"><legend>Sleep</legend>
    <div class="stepper" data-stepper="duration" data-step="15" data-start="7:50" data-max="8:15">
      <button type="button" data-step-by="-1" aria-label="less" hidden>−</button>
      <input name="sleep" aria-label="Hours slept" placeholder="7:50">
      <button type="button" data-step-by="1" aria-label="more" hidden>+</button>
    </div></fieldset>
  <fieldset class="answer"><legend>Fatigue</legend>
    <div class="options">
      <label class="option">
        <input type="radio" name="fatigue" value="1"><b>1</b> <span>worst</span></label>
      <label class="option">
        <input type="radio" name="fatigue" value="2"><b>2</b> <span>best</span></label>
    </div>
    <label class="answer-clear"><input type="radio" name="fatigue" value="">Clear</label></fieldset>
  <p data-answer-count="{answered} of {total} answered" id="count"></p>
</form>
"""

LIVE = """
<section id="queue" data-live hx-get="/queue/" hx-trigger="poll-now" hx-target="this"
         hx-swap="outerHTML">
  <a href="/noor/" id="noor">Noor</a>
  <details id="case"><summary>Why</summary></details>
  <form><input id="note" name="note" aria-label="Note"></form>
</section>
"""
FORM = """
<form id="f" hx-post="/save/" hx-target="this" hx-swap="outerHTML">
  <input name="note" aria-label="Note"><button>Save</button>
</form>
"""
NEW_QUEUE = LIVE.replace("data-live", 'data-live data-announce="Noor needs a look"').replace(
    ">Noor<", ">Noor Jansen<"
)


def poll(page: Page) -> None:
    page.evaluate("htmx.trigger('#queue', 'poll-now')")


def figure() -> str:
    days = ["Monday", "Tuesday", "Wednesday", "Thursday"]
    drawing = band_chart(
        [0.0, 0.5, None, -1.2],
        band_low=[-1.0] * 4,
        band_high=[1.0] * 4,
        statuses=[Status.USUAL, Status.USUAL, Status.NONE, Status.WATCH],
        trend=[None] * 4,
        ticks=(),
        better="better",
        worse="worse",
        chart_id="r",
        title="R",
    )
    rows = table(["Day", "recovery"], zip(days, ["0.0", "0.5", "no answer", "-1.2"], strict=True))
    return (
        '<figure data-figure><figcaption id="c">Four days</figcaption>'
        f'<div class="plot" data-plot aria-labelledby="c">{drawing}</div>{rows}</figure>'
    )


def test_chosen_answer_is_cleared_by_tapping_it_again(show: Show) -> None:
    page = show(ANSWERS)
    choice = page.get_by_label("2 best")
    choice.click()
    expect(page.locator("#count")).to_have_text("1 of 2 answered")
    choice.click()
    expect(choice).not_to_be_checked()
    expect(page.locator("#count")).to_have_text("0 of 2 answered")


def test_chosen_answer_is_cleared_by_keyboard(show: Show) -> None:
    page = show(ANSWERS)
    page.get_by_label("1 worst").focus()
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("1 of 2 answered")
    page.get_by_label("Clear").check()
    expect(page.locator("#count")).to_have_text("0 of 2 answered")


def test_nothing_is_answered_before_it_is_touched(show: Show) -> None:
    expect(show(ANSWERS).locator("#count")).to_have_text("0 of 2 answered")


def test_stepper_starts_at_the_own_usual_and_stops_at_its_end(show: Show) -> None:
    page = show(ANSWERS)
    hours, more = page.get_by_label("Hours slept"), page.get_by_label("more")
    seen = []
    for _ in range(4):
        more.click()
        seen.append(hours.input_value())
    # 7:50 is the athlete's own; from there on it goes by the quarter
    assert seen == ["7:50", "8:00", "8:15", "8:15"]
    page.get_by_label("less").click()
    assert hours.input_value() == "8:00"


def test_stepper_reads_what_was_typed_with_a_decimal_comma(show: Show) -> None:
    page = show(ANSWERS)
    page.get_by_label("Hours slept").fill("7,5")
    page.get_by_label("less").click()
    assert page.get_by_label("Hours slept").input_value() == "7:15"


def test_crosshair_reads_the_table_by_arrow_keys(show: Show) -> None:
    page = show(figure())
    plot = page.get_by_role("slider", name="Four days")
    plot.focus()
    expect(plot).to_have_attribute("aria-valuetext", "Thursday · recovery -1.2")
    page.keyboard.press("ArrowLeft")
    expect(plot).to_have_attribute("aria-valuetext", "Wednesday · recovery no answer")
    expect(page.locator("output.readout")).to_have_text("Wednesday · recovery no answer")
    expect(page.locator("line.crosshair")).to_have_attribute("x1", "62.5%")
    page.keyboard.press("Home")
    expect(plot).to_have_attribute("aria-valuenow", "1")


def test_crosshair_follows_the_pointer_and_goes_with_it(show: Show) -> None:
    page = show(figure())
    plot = page.locator("[data-plot]")
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 20)
    expect(page.locator("output.readout")).to_have_text("Tuesday · recovery 0.5")
    page.mouse.move(0, 0)
    expect(page.locator("line.crosshair")).to_have_count(0)


def test_recent_time_is_told_as_time_passed_and_an_old_one_is_not(show: Show) -> None:
    recent = (datetime.now(UTC) - timedelta(minutes=4, seconds=5)).isoformat()
    page = show(
        f'<time id="recent" datetime="{recent}" data-relative>23 November, 07:42</time>'
        '<time id="old" datetime="2020-01-01T08:00:00Z" data-relative>1 January, 08:00</time>'
    )
    expect(page.locator("#recent")).to_have_text("4 min. ago")
    expect(page.locator("#recent")).to_have_attribute("title", "23 November, 07:42")
    expect(page.locator("#old")).to_have_text("1 January, 08:00")


def test_live_part_renews_itself_keeps_focus_and_open_details_and_says_so(show: Show) -> None:
    page = show(LIVE, {"/queue/": (200, NEW_QUEUE)})
    page.locator("#noor").focus()
    page.evaluate("document.querySelector('#case').open = true")
    poll(page)
    expect(page.locator("#noor")).to_have_text("Noor Jansen")
    expect(page.locator("#noor")).to_be_focused()
    expect(page.locator("#case")).to_have_attribute("open", "")
    expect(page.locator("#announce")).to_have_text("Noor needs a look")


def test_live_part_asks_nothing_while_somebody_types_in_it(show: Show) -> None:
    page = show(LIVE, {"/queue/": (200, NEW_QUEUE)})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    queue = "http://recovery.test/queue/"
    page.get_by_label("Note").fill("talked after train")
    poll(page)
    page.wait_for_timeout(200)  # [ms] long enough for a request to have left
    assert queue not in asked
    page.get_by_label("Note").fill("")
    page.get_by_label("Note").blur()
    poll(page)
    expect(page.locator("#noor")).to_have_text("Noor Jansen")


def test_live_part_renews_itself_around_a_note_that_was_left_unfinished(show: Show) -> None:
    page = show(LIVE, {"/queue/": (200, NEW_QUEUE)})
    page.get_by_label("Note").fill("talked after train")
    page.get_by_label("Note").blur()
    poll(page)
    expect(page.locator("#noor")).to_have_text("Noor Jansen")
    expect(page.get_by_label("Note")).to_have_value("talked after train")


def test_live_part_is_left_alone_when_typing_began_while_news_was_on_its_way(show: Show) -> None:
    page = show(LIVE)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/queue/", hold)
    with page.expect_request("**/queue/"):
        poll(page)
    page.get_by_label("Note").fill("talked after train")
    with page.expect_response("**/queue/"):
        held[0].fulfill(status=200, body=NEW_QUEUE, content_type="text/html")
    page.wait_for_timeout(200)  # [ms] long enough for a swap to have happened
    expect(page.get_by_label("Note")).to_have_value("talked after train")
    expect(page.locator("#noor")).to_have_text("Noor")


def test_live_part_without_news_stays_as_it_is(show: Show) -> None:
    page = show(LIVE, {"/queue/": (304, "")})
    with page.expect_response("**/queue/"):
        poll(page)
    expect(page.locator("#noor")).to_have_text("Noor")
    expect(page.locator("#notice-not-live")).to_be_hidden()


def test_lost_connection_keeps_what_was_typed_and_says_so(show: Show) -> None:
    page = show(FORM)  # every other address is unreachable
    page.get_by_label("Note").fill("slept badly")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notice-not-saved")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("slept badly")


def test_form_with_errors_is_shown_in_place(show: Show) -> None:
    page = show(FORM, {"/save/": (422, '<form id="f"><p>Enter 1 to 600.</p></form>')})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enter 1 to 600.")).to_be_visible()
    expect(page.locator("#notice-not-saved")).to_be_hidden()


def test_server_error_is_not_swapped_into_the_page(show: Show) -> None:
    page = show(FORM, {"/save/": (500, "<h1>Traceback</h1>")})
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notice-not-saved")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_narrow_page_never_scrolls_sideways(show: Show) -> None:
    drawing = strip([0.0] * 14, band=Band(-1, 1), statuses=[Status.USUAL] * 14, title="Strip")
    page = show(
        ANSWERS
        + figure()
        + '<ul class="rows"><li class="row is-open is-act"><div class="row-head">'
        '<div class="row-who"><a class="row-link" href="/">'
        "Wilhelmina-Alexandra-van-Nieuwenhuizen-Oosterbroek</a></div>"
        '<div class="row-why"><p>Herstelachterstandsmeldingsdrempeloverschrijding.</p></div>'
        f'<div class="row-strip">{drawing}</div></div></li></ul>'
    )
    for width in (320, 390, 768, 1600):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
