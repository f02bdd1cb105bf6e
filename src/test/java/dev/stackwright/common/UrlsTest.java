package dev.stackwright.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlsTest {

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
