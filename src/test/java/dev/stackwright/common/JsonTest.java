package dev.stackwright.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Json.MalformedJsonException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read where a document is not what it should be: their words, not those of the parser. */
class JsonTest {

    record Photo(int size, List<String> labels) {

        Photo {
            if (size < 0) {
                throw new IllegalArgumentException("size: expected 0 or more, found " + size);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'size' : 1, 'lab | expected one JSON object; found text that breaks off at line 1, column 18",
                "{'size' : 'large', 'labels' : []} | size: expected a whole number, found 'large'",
                "{'size' : 1, 'labels' : {'a' : 1}} | labels: expected a list, found {'a':1}",
                "{'size' : -1, 'labels' : []} | size: expected 0 or more, found -1",
                "{'size' : 1, 'labels' : [], 'depth' : 3} | depth: expected only size, labels; found 'depth'",
                "[] | expected a JSON object, found []",
                "`` | expected a JSON object, found none"
            },
            quoteCharacter = '`')
    void theFieldAndWhatWasExpectedAndFoundAreNamed(String json, String message) {
        byte[] utf8 = json.replace('\'', '"').getBytes(UTF_8);
        assertThatThrownBy(() -> Json.read(utf8, Photo.class, "photo"))
                .isInstanceOf(MalformedJsonException.class)
                .message()
                .satisfies(text -> org.assertj.core.api.Assertions.assertThat(text.replace('"', '\''))
                        .startsWith("photo: " + message))
                .doesNotContain("Source", "token", "dev.stackwright", "java.");
    }
}
