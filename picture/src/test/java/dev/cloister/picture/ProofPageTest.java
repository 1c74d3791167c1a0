package dev.cloister.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloister.picture.ProofPage.Answer;
import dev.cloister.picture.ProofPage.Fact;
import dev.cloister.picture.ProofPage.Line;
import dev.cloister.picture.ProofPage.Outcome;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

class ProofPageTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Line GOOD = new Line(
            "debug-allowed", "Debugging is off", "0x30000", "bit 19 is 0", Outcome.PASSED, "SnpReport.policy at 0x08");
    private static final Line BAD = new Line(
            "unknown-measurement", "The launch is known", "aa", "bb", Outcome.FAILED, "SnpReport.measurement at 0x90");
    private static final Line ANY =
            new Line("smt-allowed", "SMT is allowed", "yes", "anything", Outcome.NOT_ASKED, "POLICY.SMT");
    private static final String HOSTILE = "</td><script>alert(\"1\")</script>'&amp;\u202e\u0000\u200b\n";

    @Test
    void listsEveryCheckWithItsValue() {
        String html = page(Answer.REJECTED, false, GOOD, BAD).html();
        assertThat(html)
                .contains("SnpReport.policy at 0x08", "0x30000", "bit 19 is 0", "debug-allowed", "Debugging is off")
                .contains("unknown-measurement", "2 made, 1 failed", "2026-11-24T12:00:00Z")
                .contains("Nothing but the guest has the key.", "The container&#39;s HTTP is plain.", "deadbeef")
                .doesNotContain("EMULATED");
    }

    @Test
    void emulatedStandsInFrontOfTheAnswer() {
        String html = page(Answer.TRUSTED, true, GOOD).html();
        assertThat(html).contains("<strong>EMULATED</strong>");
        assertThat(html.indexOf("EMULATED")).isLessThan(html.indexOf("class=\"answer"));
    }

    @Test
    void cannotSayYesOverAFailedCheckOrNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> page(Answer.TRUSTED, false, GOOD, BAD));
        assertThatIllegalArgumentException().isThrownBy(() -> page(Answer.TRUSTED, false));
    }

    @Test
    void whatNobodyAskedForIsNotPraised() {
        String html = page(Answer.TRUSTED, false, GOOD, ANY).html();
        assertThat(html)
                .contains("1 made, all passed; of 1 more, any value is accepted or none applies")
                .contains("<tr class=\"any\"><td>any</td><th scope=\"row\">SMT is allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> page(Answer.TRUSTED, false, ANY));
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    void isWellFormedAndLoadsNothing(Answer answer) throws Exception {
        String html = page(answer, true, GOOD).html();
        Document document = parse(html);
        assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(document.getElementsByTagName("title").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(html).doesNotContain("<script", "src=", "href=", "url(", "@import", "on=");
        assertThat(tags(document.getDocumentElement(), new ArrayDeque<>()))
                .doesNotContain("script", "img", "link", "iframe", "form", "object");
    }

    @Test
    void textOfAHostStaysText() throws Exception {
        Line hostile = new Line(HOSTILE, HOSTILE, HOSTILE, HOSTILE, Outcome.FAILED, HOSTILE);
        ProofPage page = new ProofPage(
                HOSTILE,
                Answer.REJECTED,
                false,
                NOON,
                List.of(HOSTILE),
                List.of(new Fact(HOSTILE, HOSTILE)),
                List.of(hostile),
                List.of(HOSTILE));
        String html = page.html();
        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("\u202e")
                .doesNotContain("\u0000")
                .contains("[U+202E][U+0000][U+200B]");
        assertThat(parse(html).getElementsByTagName("script").getLength()).isZero();
        Matcher escaped = Pattern.compile(Pattern.quote("&lt;script&gt;alert(&quot;1&quot;)"))
                .matcher(html);
        assertThat(escaped.results().count()).isEqualTo(11);
    }

    @Test
    void loneSurrogatesAreWrittenByTheirNumber() {
        assertThat(new Html().text("a\ud800b").toString()).isEqualTo("a[U+D800]b");
        assertThat(new Html().text("ä 漢 🙂").toString()).isEqualTo("ä 漢 🙂");
    }

    @Test
    void equalPagesGiveEqualText() {
        assertThat(page(Answer.TRUSTED, true, GOOD).html())
                .isEqualTo(page(Answer.TRUSTED, true, GOOD).html());
    }

    private static ProofPage page(Answer answer, boolean emulated, Line... checks) {
        return new ProofPage(
                "web",
                answer,
                emulated,
                NOON,
                List.of("Nothing but the guest has the key."),
                List.of(new Fact("measurement", "deadbeef")),
                List.of(checks),
                List.of("The container's HTTP is plain."));
    }

    /// HTML whose void elements are closed is XML: a strict parser then finds every tag that does not match.
    private static Document parse(String html) throws Exception {
        String xml = html.replaceFirst("(?i)<!DOCTYPE html>", "").replaceAll("<(meta|br)([^>]*)>", "<$1$2/>");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml.strip())));
    }

    private static Set<String> tags(Node node, Deque<String> found) {
        found.push(node.getNodeName());
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            tags(child, found);
        }
        return Set.copyOf(found);
    }
}
