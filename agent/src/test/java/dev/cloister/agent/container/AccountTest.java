package dev.cloister.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Malformed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
    private static final String PASSWD = """
            # comment
            root:x:0:0:root:/root:/bin/sh

            broken
            www-data:x:33:33:www:/var/www:/usr/sbin/nologin
            web:x:1000:1001::/home/web:/bin/sh
            web:x:9:9::/second:/bin/sh
            short:x:1002
            odd:x:abc:1:::
            1234:x:77:78::/named-like-a-number:
            """;
    private static final String GROUP = """
            root:x:0:
            adm:x:4:web,root
            www-data:x:33:
            staff:x:50:aweb,webx,web
            broken:x
            web:x:1001:
            """;

    @ParameterizedTest
    @CsvSource({
        "'',          0,    0,    4,     /root",
        "root,        0,    0,    4,     /root",
        "0,           0,    0,    4,     /root",
        "www-data,    33,   33,   '',    /var/www",
        "33,          33,   33,   '',    /var/www",
        "web,         1000, 1001, 4 50,  /home/web",
        "1000,        1000, 1001, 4 50,  /home/web",
        "5000,        5000, 0,    '',    /",
        "short,       1002, 0,    '',    /",
        "web:adm,     1000, 4,    '',    /home/web",
        "web:4,       1000, 4,    '',    /home/web",
        "web:7777,    1000, 7777, '',    /home/web",
        "5000:6000,   5000, 6000, '',    /",
        "5000:staff,  5000, 50,   '',    /",
        ":adm,        0,    4,    '',    /root",
        "web:,        1000, 1001, 4 50,  /home/web",
        "1234,        1234, 0,    '',    /",
        "2147483647,  2147483647, 0, '', /"
    })
    void numbersComeFromTheImagesOwnFiles(String user, long uid, long gid, String groups, String home)
            throws Malformed {
        Account account = Account.find(user, PASSWD, GROUP);
        assertThat(account.uid()).isEqualTo(uid);
        assertThat(account.gid()).isEqualTo(gid);
        assertThat(account.groups().stream().map(String::valueOf).toList())
                .isEqualTo(groups.isEmpty() ? List.of() : List.of(groups.split(" ")));
        assertThat(account.home()).isEqualTo(home);
    }

    @Test
    void anImageWithoutFilesStillHasRootAndNumbers() throws Malformed {
        assertThat(Account.find("", "", "")).isEqualTo(new Account(0, 0, List.of(), "/"));
        assertThat(Account.find("12:13", "", "")).isEqualTo(new Account(12, 13, List.of(), "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "web:nobody", "odd", "-1", "2147483648", "99999999999", "web:2147483648", "1:2:3", " "
            })
    void whatTheImageDoesNotHaveIsRefused(String user) {
        assertThatThrownBy(() -> Account.find(user, PASSWD, GROUP)).isInstanceOf(Malformed.class);
    }
}
