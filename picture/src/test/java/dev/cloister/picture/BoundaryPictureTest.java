package dev.cloister.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.picture.BoundaryPicture.Crossing;
import dev.cloister.picture.BoundaryPicture.Part;
import dev.cloister.picture.BoundaryPicture.Party;
import dev.cloister.picture.BoundaryPicture.Seen;
import dev.cloister.picture.BoundaryPicture.Way;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// Everything that crosses is drawn, in words as well as in shapes, and stands within the drawing.
class BoundaryPictureTest {
    private static final String HOSTILE = "</text><script>\u202e" + "x".repeat(2000);

    private static BoundaryPicture picture(boolean emulated) {
        List<Crossing> crossings = new ArrayList<>();
        for (Party party : Party.values()) {
            for (Seen seen : Seen.values()) {
                crossings.add(new Crossing("to " + party, party, Way.BOTH, seen, List.of(HOSTILE)));
            }
        }
        return new BoundaryPicture(
                "web", emulated, List.of(new Part("Agent", List.of(HOSTILE))), List.of(HOSTILE), crossings);
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Canvas.WIDE, Canvas.NARROW})
    void everyLineStandsWithinTheDrawing(int width) throws Exception {
        Document drawing = parsed(picture(true).inline(width, "b-"));
        double height = Double.parseDouble(drawing.getDocumentElement().getAttribute("height"));
        for (int i = 0; i < drawing.getElementsByTagName("text").getLength(); i++) {
            Element text = (Element) drawing.getElementsByTagName("text").item(i);
            assertThat(Double.parseDouble(text.getAttribute("y"))).isBetween(0.0, height);
        }
        for (int i = 0; i < drawing.getElementsByTagName("rect").getLength(); i++) {
            Element rect = (Element) drawing.getElementsByTagName("rect").item(i);
            if (rect.hasAttribute("y")) {
                double top = Double.parseDouble(rect.getAttribute("y"));
                assertThat(top + Double.parseDouble(rect.getAttribute("height")))
                        .isBetween(0.0, height);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Canvas.WIDE, Canvas.NARROW})
    void saysInWordsWhatTheHostCanDo(int width) throws Exception {
        String svg = picture(false).inline(width, "b-");
        String words = parsed(svg).getDocumentElement().getTextContent();
        for (Seen seen : Seen.values()) {
            assertThat(words).contains(seen.words.substring(0, 8));
        }
        for (Party party : Party.values()) {
            assertThat(words).contains(party.words, "to " + party);
        }
        assertThat(svg).doesNotContain("<script", "\u202e", Emulated.SHORT);
        assertThat(svg).contains("role=\"img\"", "<title id=\"b-title\">", "<desc id=\"b-desc\">");
    }

    @Test
    void anEmulatedWallIsDrawnAndSaidThin() {
        assertThat(picture(true).inline(Canvas.WIDE, "")).contains("wall thin", Emulated.SHORT);
        assertThat(picture(false).inline(Canvas.WIDE, "")).doesNotContain("wall thin");
    }

    @Test
    void aBriefOneNamesAllThatCrossesAndStandsAlone() throws Exception {
        String brief = picture(true).brief().svg();
        assertThat(brief).contains("<style>", "prefers-color-scheme: dark", Emulated.SHORT);
        String words = parsed(brief).getDocumentElement().getTextContent();
        for (Party party : Party.values()) {
            assertThat(words).contains("to " + party);
        }
    }
}
