package dev.cloister.cli.yaml;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// A strict walk over one YAML mapping: each member is taken by name, and [#end] refuses what nobody asked for.
///
/// Every refusal is a [Malformed] with the document's name, line and column (both from 1).
public final class YamlFields {
    private static final int MAX_CODE_POINTS = 64 * 1024;
    private static final int MAX_DEPTH = 16;

    private final String document;
    private final Node mapping;
    private final Map<String, NodeTuple> left = new LinkedHashMap<>();

    private YamlFields(String document, Node node, int depth) throws Malformed {
        this.document = document;
        this.mapping = node;
        if (!(node instanceof MappingNode members)) {
            throw at(node, "document", "needs a mapping of members, not " + kind(node));
        }
        if (depth > MAX_DEPTH) {
            throw at(node, "document", "nested deeper than " + MAX_DEPTH);
        }
        for (NodeTuple member : members.getValue()) {
            String name = scalar(member.getKeyNode(), "member name");
            if (left.put(name, member) != null) {
                throw at(member.getKeyNode(), name, "given twice");
            }
        }
    }

    /// The one document in `utf8`; `name` is what errors call it, a file name as a rule.
    public static YamlFields parse(String name, byte[] utf8) throws Malformed {
        return new YamlFields(name, compose(name, utf8), 0);
    }

    private static Node compose(String name, byte[] utf8) throws Malformed {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setUseMarks(true)
                .setMaxAliasesForCollections(0)
                .setAllowRecursiveKeys(false)
                .setCodePointLimit(MAX_CODE_POINTS)
                .build();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            refuseDepth(name, new ParserImpl(settings, new StreamReader(settings, text)));
            ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
            return new Composer(settings, events).getSingleNode().orElseThrow(() -> new YamlEngineException("empty"));
        } catch (CharacterCodingException e) {
            throw Malformed.atLine(name, "document", 1, 1, "not UTF-8 text");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            int column = e.getProblemMark().map(Mark::getColumn).orElse(0) + 1;
            throw Malformed.atLine(name, "document", line, column, "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw Malformed.atLine(name, "document", 1, 1, "not one YAML document: " + firstLine(e));
        }
    }

    /// Before nodes are made, which costs a stack frame a level.
    private static void refuseDepth(String name, ParserImpl events) throws Malformed {
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
                int column = event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
                throw Malformed.atLine(name, "document", line, column, "nested deeper than " + MAX_DEPTH);
            }
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
        }
    }

    private static String firstLine(YamlEngineException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }

    public boolean has(String name) {
        return left.containsKey(name);
    }

    public String text(String name) throws Malformed {
        return scalar(take(name), name);
    }

    public Optional<String> optionalText(String name) throws Malformed {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /// One of the given words.
    public String word(String name, List<String> words) throws Malformed {
        Node node = node(name);
        String value = text(name);
        if (!words.contains(value)) {
            throw at(node, name, "is '" + value + "', needs one of " + String.join(", ", words));
        }
        return value;
    }

    /// A whole number between the bounds, both included.
    public long number(String name, long least, long most) throws Malformed {
        Node node = node(name);
        String text = text(name);
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of bounds.
        }
        throw at(node, name, "is '" + text + "', needs a whole number from " + least + " to " + most);
    }

    /// A value of another module's kind: its own refusal, told with line and column.
    public <T> T value(String name, Reading<T> reading) throws Malformed {
        Node node = node(name);
        try {
            return reading.read(document, name, text(name));
        } catch (Malformed e) {
            throw at(node, name, e.problem());
        }
    }

    /// The form of the `parse` methods of `workload`: structure, field, text.
    @FunctionalInterface
    public interface Reading<T> {
        T read(String structure, String field, String text) throws Malformed;
    }

    /// A member whose form another module knows, as JSON; what that module then refuses is told with the place
    /// of the member.
    public <T> T json(String name, JsonReading<T> reading) throws Malformed {
        Node node = take(name);
        Json json = json(node, name, 1);
        try {
            return reading.read(json);
        } catch (Malformed e) {
            throw at(node, name, e.problem());
        }
    }

    /// Takes what stands in the YAML as JSON.
    @FunctionalInterface
    public interface JsonReading<T> {
        T read(Json json) throws Malformed;
    }

    private Json json(Node node, String name, int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw at(node, name, "nested deeper than " + MAX_DEPTH);
        }
        if (node instanceof SequenceNode sequence) {
            List<Json> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(json(item, name, depth + 1));
            }
            return Json.array(items);
        }
        if (node instanceof MappingNode) {
            YamlFields members = new YamlFields(document, node, depth);
            JsonObject.Builder object = Json.object();
            for (String member : members.names()) {
                object.put(member, json(members.take(member), member, depth + 1));
            }
            return object.build();
        }
        String text = scalar(node, name);
        if (node.getTag().equals(Tag.BOOL)) {
            return Json.flag(Boolean.parseBoolean(text));
        }
        return node.getTag().equals(Tag.INT) ? Json.number(wholeNumber(node, name, text)) : Json.text(text);
    }

    private long wholeNumber(Node node, String name, String text) throws Malformed {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw at(node, name, "is '" + text + "', needs a whole decimal number");
        }
    }

    public YamlFields mapping(String name) throws Malformed {
        return new YamlFields(document, take(name), 1);
    }

    /// The mappings of a sequence, none when the member is absent.
    public List<YamlFields> mappings(String name) throws Malformed {
        List<YamlFields> result = new ArrayList<>();
        for (Node item : sequence(name)) {
            result.add(new YamlFields(document, item, 1));
        }
        return result;
    }

    /// The scalars of a sequence, none when the member is absent.
    public List<String> texts(String name) throws Malformed {
        return values(name, (structure, field, text) -> text);
    }

    /// As [#value], for each scalar of a sequence.
    public <T> List<T> values(String name, Reading<T> reading) throws Malformed {
        List<T> result = new ArrayList<>();
        for (Node item : sequence(name)) {
            try {
                result.add(reading.read(document, name, scalar(item, name)));
            } catch (Malformed e) {
                throw at(item, name, e.problem());
            }
        }
        return result;
    }

    /// The names of members not taken yet, in the document's order.
    public List<String> names() {
        return List.copyOf(left.keySet());
    }

    /// Refuses the first member that nobody has taken.
    public void end() throws Malformed {
        for (Map.Entry<String, NodeTuple> member : left.entrySet()) {
            throw at(member.getValue().getKeyNode(), member.getKey(), "unknown member");
        }
    }

    /// A refusal that names the place of this member, or of the mapping when there is no such member.
    public Malformed bad(String name, String message) {
        NodeTuple member = left.get(name);
        return at(member == null ? mapping : member.getValueNode(), name, message);
    }

    private List<Node> sequence(String name) throws Malformed {
        if (!has(name)) {
            return List.of();
        }
        Node node = take(name);
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw at(node, name, "needs a sequence, not " + kind(node));
    }

    private Node node(String name) throws Malformed {
        NodeTuple member = left.get(name);
        if (member == null) {
            for (Map.Entry<String, NodeTuple> other : left.entrySet()) {
                if (differByOne(other.getKey(), name)) {
                    throw at(other.getValue().getKeyNode(), other.getKey(), "unknown member; is " + name + " meant?");
                }
            }
            throw at(mapping, name, "missing");
        }
        return member.getValueNode();
    }

    /// One letter more, less or other, or only the case: the typing error of which people are told.
    private static boolean differByOne(String one, String other) {
        int start = 0;
        while (start < Math.min(one.length(), other.length()) && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < Math.min(one.length(), other.length()) - start
                && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        return one.equalsIgnoreCase(other) || Math.max(one.length(), other.length()) - start - end <= 1;
    }

    private Node take(String name) throws Malformed {
        Node node = node(name);
        left.remove(name);
        return node;
    }

    private String scalar(Node node, String name) throws Malformed {
        if (node.getAnchor().isPresent()) {
            throw at(node, name, "anchors and aliases are not accepted");
        }
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        throw at(node, name, "needs a value, not " + kind(node));
    }

    private Malformed at(Node node, String name, String message) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        int column = node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
        return Malformed.atLine(document, name, line, column, message);
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case SCALAR -> node.getTag().equals(Tag.NULL) ? "nothing" : "a value";
            case SEQUENCE -> "a sequence";
            case MAPPING -> "a mapping";
            case ANCHOR -> "an anchor";
        };
    }
}
