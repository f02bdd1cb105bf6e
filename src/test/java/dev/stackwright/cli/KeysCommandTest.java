package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeysCommandTest {

    private final TestConsole console = new TestConsole();

    @Test
    void aKeyIsPrintedOnceListedAndRevoked() {
        assertThat(console.run("keys", "add", "web shop", "--role", "classify,train"))
                .isZero();
        String key = console.out().strip();
        assertThat(console.services.keys().find(key)).isPresent();
        assertThat(console.err()).contains("not shown again").doesNotContain(key);
        String id = key.substring(3, 15);

        assertThat(console.run("keys", "list")).isZero();
        assertThat(console.out())
                .contains(id, "web shop", "classify, train", "valid")
                .doesNotContain(key);

        assertThat(console.run("keys", "revoke", id)).isZero();
        assertThat(console.services.keys().find(key)).isEmpty();
        assertThat(console.run("keys", "list", "--json")).isZero();
        assertThat(console.out()).contains("\"revoked\"").doesNotContain(key);
    }

    @Test
    void aRoleThatThereIsNotAndAnIdOfNoKeyAreNamed() {
        assertThat(console.run("keys", "add", "x", "--role", "admin")).isEqualTo(2);
        assertThat(console.err()).contains("expected classify, train or promote, found 'admin'");
        assertThat(console.run("keys", "add", "x")).isEqualTo(2);
        assertThat(console.run("keys", "revoke", "0")).isEqualTo(1);
        assertThat(console.err()).contains("expected the id of a key, found '0'");
    }
}
