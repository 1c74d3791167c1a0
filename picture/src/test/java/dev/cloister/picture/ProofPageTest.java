package dev.cloister.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloister.picture.BoundaryPicture.Crossing;
import dev.cloister.picture.BoundaryPicture.Part;
import dev.cloister.picture.BoundaryPicture.Party;
import dev.cloister.picture.BoundaryPicture.Seen;
import dev.cloister.picture.BoundaryPicture.Way;
import dev.cloister.picture.ProofPage.Answer;
import dev.cloister.picture.ProofPage.Fact;
import dev.cloister.picture.ProofPage.Group;
import dev.cloister.picture.ProofPage.Line;
import dev.cloister.picture.ProofPage.Outcome;
import dev.cloister.picture.ProofPage.Reason;
import dev.cloister.picture.ProofPage.Reference;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

class ProofPageTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Line GOOD = new Line(
            "debug-allowed",
            "Debugging is off",
            "0x30000",
            "SnpReport.policy",
            "bit 19 is 0",
            "strict-1",
            Outcome.PASSED);
    private static final Line BAD = new Line(
            "unknown-measurement", "The launch is known", "aa", "MEASUREMENT", "bb", "the owner", Outcome.FAILED);
    private static final Line ANY =
            new Line("smt-allowed", "SMT is allowed", "yes", "POLICY.SMT", "anything", "strict-1", Outcome.NOT_ASKED);
    private static final String HOSTILE = "</td><script>alert(\"1\")</script>'&amp;\u202e\u0000\u200b\n";

    @Test
    void listsEveryCheckWithItsValue() {
        String html = page(Answer.REJECTED, false, GOOD, BAD).html();
        assertThat(html)
                .contains("source: SnpReport.policy", "0x30000", "bit 19 is 0", "debug-allowed", "Debugging is off")
                .contains("source: strict-1", "source: the owner")
                .contains("unknown-measurement", "2 made, 1 failed", "2026-11-24T12:00:00Z")
                .contains(
                        "Nothing but the guest has the key.", "The container&#39;s HTTP is plain.", "deadbeef", "cafe")
                .doesNotContain("EMULATED");
    }

    @Test
    void emulatedStandsWithTheAnswerAndOnEveryDrawing() {
        String html = page(Answer.TRUSTED, true, GOOD).html();
        assertThat(html).contains("<title>Proof for web: trusted, EMULATED</title>");
        assertThat(html).contains("<strong>TRUSTED</strong> <strong class=\"badge\">EMULATED</strong>");
        assertThat(html.split("class=\"warning\"", -1)).hasSizeGreaterThan(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofPage(
                        chain("web", Answer.TRUSTED, true),
                        boundary("web", false),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new Group("?", List.of(GOOD))),
                        List.of(),
                        List.of()));
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
                .contains("any</td><th role=\"rowheader\" scope=\"row\">SMT is allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> page(Answer.TRUSTED, false, ANY));
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    void isWellFormedAndLoadsNothing(Answer answer) throws Exception {
        String html = page(answer, true, GOOD).html();
        Document document = parse(html);
        assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        Element head = (Element) document.getElementsByTagName("head").item(0);
        assertThat(head.getElementsByTagName("title").getLength()).isEqualTo(1);
        assertThat(document.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(html).doesNotContain("<script", "src=", "href=\"h", "url(", "@import", "on=");
        assertThat(ids(document.getDocumentElement(), new ArrayList<>())).doesNotHaveDuplicates();
        assertThat(tags(document.getDocumentElement(), new ArrayDeque<>()))
                .doesNotContain("script", "img", "link", "iframe", "form", "object");
    }

    @Test
    void textOfAHostStaysText() throws Exception {
        Line hostile = new Line(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, Outcome.FAILED);
        ProofPage page = new ProofPage(
                chain(HOSTILE, Answer.REJECTED, false),
                boundary(HOSTILE, false),
                List.of(new Reason(HOSTILE, HOSTILE, HOSTILE)),
                List.of(HOSTILE),
                List.of(HOSTILE),
                List.of(new Group(HOSTILE, List.of(hostile))),
                List.of(new Reference(HOSTILE, HOSTILE, HOSTILE, false)),
                List.of(new Fact(HOSTILE, HOSTILE)));
        String html = page.html();
        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("\u202e")
                .doesNotContain("\u0000")
                .contains("[U+202E][U+0000][U+200B]");
        assertThat(parse(html).getElementsByTagName("script").getLength()).isZero();
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

    private static ChainPicture chain(String subject, Answer answer, boolean emulated) {
        ChainPicture.State state = answer == Answer.TRUSTED ? ChainPicture.State.PASSED : ChainPicture.State.FAILED;
        ChainPicture.Step step = new ChainPicture.Step(subject, subject, List.of(subject), state, subject);
        return new ChainPicture(subject, answer, emulated, NOON, List.of(step, step));
    }

    private static BoundaryPicture boundary(String subject, boolean emulated) {
        return new BoundaryPicture(
                subject,
                emulated,
                List.of(new Part(subject, List.of(subject))),
                List.of(subject),
                List.of(new Crossing(subject, Party.VISITORS, Way.BOTH, Seen.OPEN, List.of(subject))));
    }

    private static ProofPage page(Answer answer, boolean emulated, Line... checks) {
        return new ProofPage(
                chain("web", answer, emulated),
                boundary("web", emulated),
                List.of(),
                List.of("Nothing but the guest has the key."),
                List.of("The container's HTTP is plain."),
                List.of(new Group("Is it genuine?", List.of(checks))),
                List.of(new Reference("measurement", "cafe", "the owner", true)),
                List.of(new Fact("init-data", "deadbeef")));
    }

    private static List<String> ids(Node node, List<String> found) {
        if (node instanceof Element element && element.hasAttribute("id")) {
            found.add(element.getAttribute("id"));
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            ids(child, found);
        }
        return found;
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
