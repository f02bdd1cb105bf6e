package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlsTest {

    /** Each step of the pattern asks for a letter, so that their number is counted. */
    @Test
    void aLongTextIsReadAboutOnce() {
        String text = "://" + "a.".repeat(50_000) + "://user:secret@h";
        AtomicLong asked = new AtomicLong();
        String shown = Urls.shown(text);
        assertThat(Urls.ADDRESS.matcher(new Counted(text, asked)).replaceAll(""))
                .isNotEmpty();
        assertThat(asked.get()).isLessThan(200L * text.length());
        assertThat(shown).endsWith("://h").doesNotContain("secret");
    }

    private record Counted(String text, AtomicLong asked) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            asked.incrementAndGet();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        https://example.org/a.jpg | https://example.org/a.jpg
        https://example.org/a.jpg?X-Amz-Signature=1&b=%2F | https://example.org/a.jpg?…
        https://user:pass@word@example.org:8443/a?b#c | https://example.org:8443/a?…
        https://example.org?token=1 | https://example.org?…
        HTTPS://example.org/a#b | HTTPS://example.org/a
        s3://bucket/a b?c | s3://bucket/a b?c
        cannot read 'https://h/a?s=1', found 404; see http://h/b?t=2. | cannot read 'https://h/a?…', found 404; see http://h/b?…
        is this one? no:/it?is=not | is this one? no:/it?is=not
        """)
    void addressesInATextLoseWhatMayBeASecret(String text, String shown) {
        assertThat(Urls.shown(text)).isEqualTo(shown);
    }
}
