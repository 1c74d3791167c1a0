package dev.cloister.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.picture.ChainPicture.State;
import dev.cloister.picture.ChainPicture.Step;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// The drawing is well-formed, hides nothing and takes no text for markup.
class ChainPictureTest {
    private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");

    private static ChainPicture picture(ProofPage.Answer answer, State... states) {
        List<Step> steps = java.util.Arrays.stream(states)
                .map(state -> new Step(
                        "root", "<ARK>", List.of("serial \"1\" & \u202e more", "x".repeat(300)), state, "signs"))
                .toList();
        return new ChainPicture("<script>report</script>", answer, true, AT, steps);
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void isWellFormedWhateverItIsTold() throws Exception {
        String svg = picture(ProofPage.Answer.REJECTED, State.PASSED, State.FAILED, State.OPEN)
                .svg();
        Document drawing = parsed(svg);
        assertThat(svg).doesNotContain("<script", "\u202e", "http://www.w3.org/1999/xlink");
        assertThat(drawing.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("Evidence <script>report</script>: rejected");
        assertThat(drawing.getElementsByTagName("desc").item(0).getTextContent())
                .contains("EMULATED", "root <ARK>: passed", "root <ARK>: failed", "root <ARK>: open");
        assertThat(svg).contains("EMULATED: a program plays the chip", "prefers-color-scheme: dark");
    }

    @Test
    void everyLineStandsWithinTheDrawing() throws Exception {
        Document drawing = parsed(
                picture(ProofPage.Answer.UNDECIDED, State.PASSED, State.OPEN).svg());
        double height = Double.parseDouble(drawing.getDocumentElement().getAttribute("height"));
        for (int i = 0; i < drawing.getElementsByTagName("text").getLength(); i++) {
            Element text = (Element) drawing.getElementsByTagName("text").item(i);
            assertThat(Double.parseDouble(text.getAttribute("y"))).isBetween(0.0, height);
            assertThat(text.getTextContent().length()).isLessThanOrEqualTo(92);
        }
    }

    @Test
    void cannotSayYesOverAStepThatIsNotPassed() {
        assertThatThrownBy(() -> picture(ProofPage.Answer.TRUSTED, State.PASSED, State.OPEN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> picture(ProofPage.Answer.TRUSTED)).isInstanceOf(IllegalArgumentException.class);
        assertThat(picture(ProofPage.Answer.TRUSTED, State.PASSED).svg()).contains(">TRUSTED<");
    }
}
