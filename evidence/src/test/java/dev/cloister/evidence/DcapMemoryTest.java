package dev.cloister.evidence;

import static dev.cloister.evidence.MadeUpIntel.NOW;
import static dev.cloister.evidence.MadeUpIntel.td;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a verifier remembers of a quote's collateral is that a key signed exactly these bytes; a yes ends with the
/// first
/// date among them.
class DcapMemoryTest {
    private static final Instant END = NOW.plusSeconds(500);

    private static Verifier verifier(Memory memory) {
        TrustAnchors anchors = TrustAnchors.vendors().plus(MadeUpIntel.root());
        return new Verifier(anchors, Revocation.REQUIRED, Signatures.jdk(), memory);
    }

    private static String outcome(Verifier verifier, MadeUpIntel made, Instant at) throws Malformed {
        return outcome(verifier, made, made.lists(), made.documents(), at);
    }

    /// As bytes, so that it is the verifier alone that may know them.
    private static String outcome(
            Verifier verifier, MadeUpIntel made, List<Bytes> lists, List<Bytes> documents, Instant at)
            throws Malformed {
        Endorsements sent = new Endorsements() {
            @Override
            public List<Bytes> certificates(Evidence evidence) {
                return made.certificates();
            }

            @Override
            public List<Bytes> revocationLists(Evidence evidence) {
                return lists;
            }

            @Override
            public List<Bytes> documents(Evidence evidence) {
                return documents;
            }
        };
        return DcapJudge.outcome(verifier.verify(made.evidence(), sent, at));
    }

    @ParameterizedTest
    @EnumSource
    void aYesEndsWithTheFirstDate(Memory memory) throws Malformed {
        Verifier verifier = verifier(memory);
        assertThat(endsAt(verifier, td(m -> m.listsUntil = END)))
                .isEqualTo("unsettled [stale-revocation-list, stale-revocation-list]");
        assertThat(endsAt(verifier, td(m -> m.documentsUntil = END)))
                .isEqualTo("unsettled [stale-collateral, stale-collateral]");
        assertThat(endsAt(verifier, td(m -> m.pckUntil = END))).isEqualTo("refused [expired]");
    }

    private static String endsAt(Verifier verifier, MadeUpIntel made) throws Malformed {
        assertThat(outcome(verifier, made, NOW)).isEqualTo("verified");
        assertThat(outcome(verifier, made, END)).isEqualTo("verified");
        return outcome(verifier, made, END.plusSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    void otherBytesAreJudgedAnew(Memory memory) throws Malformed {
        Verifier verifier = verifier(memory);
        MadeUpIntel made = td(m -> {});
        assertThat(outcome(verifier, made, NOW)).isEqualTo("verified");
        for (int i = 0; i < 2; i++) {
            assertThat(outcome(verifier, made, changed(made.lists(), i), made.documents(), NOW))
                    .isEqualTo("unsettled [no-revocation-list]");
            assertThat(outcome(verifier, made, made.lists(), changed(made.documents(), i), NOW))
                    .isEqualTo("unsettled [no-collateral]");
        }
        MadeUpIntel revoked = td(m -> m.revokedByIssuer = new int[] {8});
        assertThat(outcome(verifier, made, revoked.lists(), made.documents(), NOW))
                .isEqualTo("refused [revoked]");
        assertThat(outcome(verifier, made, NOW)).isEqualTo("verified");
    }

    /// One bit of the signature, which stands last in a list, and before two characters in a document.
    private static List<Bytes> changed(List<Bytes> contents, int index) {
        byte[] content = contents.get(index).array();
        boolean document = content[content.length - 1] == '}';
        int at = content.length - (document ? 3 : 1);
        content[at] ^= 1;
        List<Bytes> others = new ArrayList<>(contents);
        others.set(index, Bytes.of(content));
        return others;
    }
}
