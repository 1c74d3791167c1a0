package dev.cloister.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TomlReaderTest {

    @Test
    void readsTheSubset() throws Malformed {
        TomlTable root = read("""
                # a comment
                bare-key_1 = "text \\" \\\\ \\n\\t ü" # and another
                "quoted.key" = 'literal \\n'
                long = '''
                first
                'second' \\
                '''
                number = 9007199254740993
                none = 0
                list = [ "a", 'b' ]
                empty = []

                [table]
                a = 1
                [[table.items]]
                a = 2
                  [[table.items]]
                \ta = 3
                """);
        assertThat(root.text("bare-key_1")).isEqualTo("text \" \\ \n\t ü");
        assertThat(root.text("quoted.key")).isEqualTo("literal \\n");
        assertThat(root.text("long")).isEqualTo("first\n'second' \\\n");
        assertThat(root.whole("number", 0, Long.MAX_VALUE)).isEqualTo(9007199254740993L);
        assertThat(root.whole("none", 0, 1)).isZero();
        assertThat(root.texts("list")).isEqualTo(List.of("a", "b"));
        assertThat(root.texts("empty")).isEmpty();
        TomlTable table = root.table("table");
        assertThat(table.whole("a", 0, 9)).isEqualTo(1);
        assertThat(table.tables("items")).hasSize(2);
        assertThat(table.tables("items").get(1).whole("a", 0, 9)).isEqualTo(3);
        table.end();
        root.end();
    }

    @Test
    void aTableMayFollowTheOneInsideIt() throws Malformed {
        TomlTable root = read("[a.b]\nx = 1\n[a]\ny = 2\n");
        assertThat(root.table("a").table("b").whole("x", 0, 9)).isEqualTo(1);
        assertThat(root.table("a").whole("y", 0, 9)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a                       | 1 | 2  | '=' is missing
            a =                     | 1 | 4  | needs a string, a whole number or a list of strings
            a = 1 b                 | 1 | 7  | the line should end here
            = 1                     | 1 | 1  | a name is missing
            a.b = 1                 | 1 | 2  | '=' is missing
            a = 1{LF}a = 2          | 2 | 1  | member a is there already
            a = "x                  | 1 | 7  | a string does not end
            a = 'x{LF}'             | 1 | 7  | a string does not end
            a = '''x                | 1 | 9  | a string does not end
            a = '''x''''            | 1 | 12 | ''' must not be followed by another quote
            a = \"""x\"""           | 1 | 6  | \""" strings are not understood, write '''
            a = "\\u0041"           | 1 | 6  | only \\" \\\\ \\n \\t are understood
            a = "\\                 | 1 | 6  | only \\" \\\\ \\n \\t are understood
            a = 01                  | 1 | 7  | a number must not start with 0
            a = 1.5                 | 1 | 6  | only whole decimal numbers are understood
            a = 1_000               | 1 | 6  | only whole decimal numbers are understood
            a = 0x10                | 1 | 6  | only whole decimal numbers are understood
            a = 1979-05-27          | 1 | 9  | only whole decimal numbers are understood
            a = 12:00               | 1 | 7  | only whole decimal numbers are understood
            a = 1234567890123456789 | 1 | 24 | a number has at most 18 digits
            a = -1                  | 1 | 5  | needs a string, a whole number or a list of strings
            a = +1                  | 1 | 5  | needs a string, a whole number or a list of strings
            a = true                | 1 | 5  | needs a string, a whole number or a list of strings
            a = inf                 | 1 | 5  | needs a string, a whole number or a list of strings
            a = {b = 1}             | 1 | 5  | needs a string, a whole number or a list of strings
            a = [1]                 | 1 | 6  | needs a string
            a = [["x"]]             | 1 | 6  | needs a string
            a = ["x" "y"]           | 1 | 10 | ',' is missing
            a = ["x",]              | 1 | 10 | needs a string
            a = ["x"                | 1 | 9  | ',' is missing
            a = [{LF}"x"]           | 1 | 6  | needs a string
            [a                      | 1 | 3  | ']' is missing
            [a]]                    | 1 | 4  | the line should end here
            [[a]                    | 1 | 5  | ']' is missing
            []                      | 1 | 2  | a name is missing
            [a.]                    | 1 | 4  | a name is missing
            [a] x                   | 1 | 5  | the line should end here
            [a.b.c.d.e]             | 1 | 9  | tables are nested deeper than 4
            [a]{LF}[a]              | 2 | 1  | table a is there already
            [a.b]{LF}[a]{LF}[a]     | 3 | 1  | table a is there already
            [a]{LF}[[a]]            | 2 | 1  | a is a table already
            [[a]]{LF}[a]            | 2 | 1  | table a is there already
            a = 1{LF}[a]            | 2 | 1  | table a is there already
            a = 1{LF}[a.b]          | 2 | 1  | a is a whole number, not a table
            a = 1{LF}[[a]]          | 2 | 1  | a is a whole number already
            a = "{7}"               | 1 | 6  | control character 7
            a = '''{7}'''           | 1 | 8  | control character 7
            a = "{127}"             | 1 | 6  | control character 127
            # {0}                   | 1 | 3  | control character 0
            a = 1{CR}{LF}           | 1 | 6  | the line should end here
            {BOM}a = 1              | 1 | 1  | a name is missing
            """)
    void refuses(String text, int line, int column, String message) {
        String toml = text.replace("{LF}", "\n")
                .replace("{CR}", "\r")
                .replace("{0}", "\0")
                .replace("{7}", "\7")
                .replace("{127}", "\177")
                .replace("{BOM}", "\ufeff");
        assertThatThrownBy(() -> read(toml))
                .isInstanceOf(Malformed.class)
                .hasMessage("test line " + line + ", column " + column + ": " + message);
    }

    private static TomlTable read(String text) throws Malformed {
        return TomlReader.read("test", text.getBytes(StandardCharsets.UTF_8));
    }
}
