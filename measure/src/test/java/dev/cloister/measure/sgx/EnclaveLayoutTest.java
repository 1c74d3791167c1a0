package dev.cloister.measure.sgx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The list of an enclave's pages: what it says, and what it may not say.
class EnclaveLayoutTest {
    private static final String PAGE =
            "{\"offset\":\"0x1000\",\"secinfo_flags\":\"0x203\",\"measured\":true,\"data_file_offset\":8}";
    private static final String LAYOUT = "{\"enclave_size\":\"0x8000\",\"ssa_frame_pages\":2,\"pages\":[" + PAGE + "]}";

    private static EnclaveLayout parse(String json) throws Malformed {
        return EnclaveLayout.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyMemberIsRead() throws Malformed {
        EnclaveLayout layout = parse(LAYOUT.replace("]}", "],\"mrenclave\":\"" + "5a".repeat(32) + "\"}"));
        assertThat(layout.size()).isEqualTo(0x8000);
        assertThat(layout.ssaFramePages()).isEqualTo(2);
        assertThat(layout.expected().orElseThrow().hex()).isEqualTo("5a".repeat(32));
        assertThat(layout.pages()).containsExactly(new EnclaveLayout.Pages(0x1000, 1, 0x203, true, OptionalInt.of(8)));
        assertThat(parse(LAYOUT).expected()).isEmpty();
        assertThat(parse(LAYOUT.replace("\"0x8000\"", "32768").replace("\"0x1000\"", "\"4096\"")))
                .isEqualTo(parse(LAYOUT));
    }

    /// Several pages in one row are the same as one row each; content counts where it is measured.
    @Test
    void aRowOfPagesIsThosePages() throws Malformed {
        byte[] contents = new byte[3 * 4096];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = (byte) (i / 4096 + 1);
        }
        String row =
                "{\"offset\":4096,\"count\":2,\"secinfo_flags\":\"0x205\",\"measured\":true,\"data_file_offset\":4096},"
                        + "{\"offset\":0,\"secinfo_flags\":\"0x203\",\"measured\":true,\"zero_page\":true,\"data_file_offset\":0},"
                        + "{\"offset\":16384,\"count\":2,\"secinfo_flags\":\"0x203\",\"measured\":false},"
                        + "{\"offset\":12288,\"secinfo_flags\":\"0x100\",\"page_type\":\"TCS\",\"measured\":true,\"data_file_offset\":0}";
        MrEnclave byHand = new MrEnclave(0x8000, 2)
                .page(0x1000, 0x205, contents, 4096)
                .page(0x2000, 0x205, contents, 8192)
                .zeros(0, 0x203)
                .unmeasured(0x4000, 0x203)
                .unmeasured(0x5000, 0x203)
                .page(0x3000, 0x100, contents, 0);
        assertThat(parse(LAYOUT.replace(PAGE, row)).mrEnclave(contents)).isEqualTo(byHand.value());
    }

    @Test
    void contentsMustReach() throws Malformed {
        EnclaveLayout layout = parse(LAYOUT);
        assertThat(layout.mrEnclave(new byte[4104])).isNotNull();
        assertThatThrownBy(() -> layout.mrEnclave(new byte[4103]))
                .hasMessage("contents at 0x8: the page at 0x1000 needs 4096 bytes, the file has 4103");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x8000|0x6000|enclave_size: must be a power of two, is 24576",
                "0x8000|0x1000|enclave_size: must be from 0x2000 to 0x10000000000",
                "0x8000|x|enclave_size: must be a number, decimal or with 0x",
                "pages\":2|pages\":0|ssa_frame_pages: must be from 1 to 65536, is 0",
                "0x1000|0x1800|offset: must be at the start of a page, is 0x1800",
                "0x1000|0x8000|offset: must be from 0x0 to 0x7000",
                "\"offset\"|\"count\":8,\"offset\"|count: must be from 1 to 7, is 8",
                "\"offset\"|\"count\":0,\"offset\"|count: must be from 1 to 7, is 0",
                "0x203|0x103|secinfo_flags: must be 0x200 to 0x207, or 0x100 for a TCS, is 0x103",
                "0x203|0x208|secinfo_flags: must be from 0x0 to 0x207",
                "0x203|0x7|secinfo_flags: must be 0x200 to 0x207, or 0x100 for a TCS, is 0x7",
                "\"offset\"|\"page_type\":\"TCS\",\"offset\"|page_type: is not what the flags say, REG",
                ",\"data_file_offset\":8|''|data_file_offset: is missing: where the content of the page stands, or zero_page: true",
                "\"data_file_offset\":8|\"zero_page\":false|data_file_offset: is missing",
                "\"data_file_offset\":8|\"data_file_offset\":null|data_file_offset: is missing",
                "\"offset\"|\"color\":1,\"offset\"|unknown member color",
                "\"ssa|\"color\":1,\"ssa|unknown member color",
            })
    void whatALayoutMayNotSay(String from, String to, String message) {
        assertThat(LAYOUT).contains(from);
        assertThatThrownBy(() -> parse(LAYOUT.replace(from, to)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(message);
    }

    @Test
    void noPageTwice() throws Malformed {
        String next = PAGE.replace("0x1000", "0x2000");
        assertThat(parse(LAYOUT.replace(PAGE, next + "," + PAGE)).pages()).hasSize(2);
        String two = PAGE.replace("\"offset\"", "\"count\":2,\"offset\"");
        assertThatThrownBy(() -> parse(LAYOUT.replace(PAGE, next + "," + two)))
                .hasMessageContaining("pages: the page at 0x2000 is added twice");
    }

    @Test
    void layoutsAreBounded() throws Malformed {
        String longest = LAYOUT + " ".repeat(EnclaveLayout.MAX_SIZE - LAYOUT.length());
        assertThat(parse(longest)).isEqualTo(parse(LAYOUT));
        assertThatThrownBy(() -> parse(longest + " ")).hasMessageContaining("at most 16777216 are read");
    }
}
