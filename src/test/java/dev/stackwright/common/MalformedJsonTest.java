package dev.stackwright.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.ContentReference;
import dev.stackwright.common.Json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read of a text that is no JSON: nothing of the parser's classes and switches, whatever is wrong with it. */
class MalformedJsonTest {

    record Photo(int size, List<String> labels) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'size':1,} | found '}' where a name in double quotes belongs at line 1, column 11",
                "{size:1} | found 's' where a name in double quotes belongs",
                "{'size':1 'labels':[]} | found '\"' where a comma belongs",
                "{'size' 1} | found '1' where a colon belongs",
                "{'size':} | found '}' where a value belongs",
                "{'size':+1} | found '+' where a number as in 1 or -0.5 belongs",
                "{'size':01} | found a number that begins with 0",
                "{'size':NaN} | found 'NaN', which is no value",
                "{'size':tru} | found 'tru', which is no value",
                "{'size':1}{} | found more after it",
                "{'size':1} x | found 'x', which is no value",
                "{] | found ']' where '}' belongs",
                "} | found '}', which closes nothing",
                "{/* size */} | found '/' where a name or a value belongs",
                "{'size':'\t'} | found the control character 9 in a text, which has to be escaped",
                "{'size':'\\x'} | found the escape '\\x', which is none",
                "{'size':'\\u12G4'} | found 'G' where one of four hexadecimal digits belongs",
                "<html> | found '<' where a value belongs",
                "{'size | found text that breaks off at line 1, column 7",
            })
    void whatIsFoundAndWhatBelongsThereIsSaid(String json, String message) {
        assertThat(refusal(json.replace('\'', '"').getBytes(UTF_8)))
                .startsWith("photo: expected one JSON object; " + message);
    }

    @Test
    void longNumbersLongNamesAndDeepListsAreNotRead() {
        String digits = "9".repeat(10_000);
        assertThat(refusal(("{\"size\":" + digits + "}").getBytes(UTF_8)))
                .contains("found a number of more than 1000 characters, the most that are read");
        assertThat(refusal(("{\"" + "k".repeat(100_000) + "\":1}").getBytes(UTF_8)))
                .contains("found a name of more than 50000 characters, the most that are read");
        assertThat(refusal(("{\"labels\":" + "[".repeat(5000) + "]".repeat(5000) + "}").getBytes(UTF_8)))
                .contains("found lists and objects that are nested more than 1000 deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "7b22ff223a317d",
                "7b2273697a65223a22c3227d",
                "7b22eda080223a317d",
                "efbb",
                "0000007b000000"
            })
    void bytesThatAreNoTextAreSaidToBeSo(String hex) {
        assertThat(refusal(HexFormat.of().parseHex(hex))).contains("expected one JSON object; found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE"})
    void otherEncodingsOfUnicodeThatBreakOffAreSaidToBreakOff(String encoding) {
        assertThat(refusal("{\"size\":".getBytes(Charset.forName(encoding))))
                .contains("found text that breaks off at line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "'x'",
                "''",
                "[]",
                "[1]",
                "[null]",
                "{}",
                "{'a':1}",
                "true",
                "null",
                "1.5",
                "1e9999",
                "99999999999"
            })
    void aValueOfAnotherTypeIsShown(String value) {
        for (String json : List.of(
                value,
                "{'size':" + value + ",'labels':[],'x':1}",
                "{'labels':" + value + ",'size':'x'}",
                "{'size':1,'labels':[" + value + "],'x':1}")) {
            assertThat(refusal(json.replace('\'', '"').getBytes(UTF_8))).contains("expected ", "found ");
        }
    }

    @Test
    void aNumberThatIsTooLargeIsToldTheRange() {
        assertThat(refusal("{\"size\":99999999999}".getBytes(UTF_8)))
                .isEqualTo("photo: size: expected a whole number from -2147483648 to 2147483647, found 99999999999");
    }

    @Test
    void aTextThatIsTooLongIsToldTheMostThatIsRead() {
        String found = JsonErrors.found(catchThrowableOfType(
                StreamConstraintsException.class, () -> Json.mapper().readTree("\"" + "x".repeat(20_100_000) + "\"")));
        assertThat(found).startsWith("a text of more than 20000000 characters, the most that are read");
    }

    @Test
    void whereAMessageIsNotKnownItsPlaceIsTold() {
        JsonLocation place = new JsonLocation(ContentReference.unknown(), 7, 2, 5);
        JsonParseException unknown = new JsonParseException(null, "com.fasterxml has a new message", place);
        assertThat(JsonErrors.found(unknown)).isEqualTo("text that goes wrong at line 2, column 5");
        assertThat(JsonErrors.malformed(unknown).message())
                .isEqualTo("expected one JSON object; found text that goes wrong at line 2, column 5");
    }

    enum Colour {
        RED,
        @JsonProperty("light-blue")
        LIGHT_BLUE
    }

    record Kinds(
            Instant time, Map<String, Integer> counts, Set<String> names, Colour colour, int[] sizes, String text) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time | a time such as 2026-11-28T12:00:00Z",
                "counts | a JSON object",
                "names | a list",
                "colour | one of RED, light-blue",
                "sizes | a list",
                "text | text"
            })
    void valuesAreCalledWhatTheyAre(String field, String name) {
        String value = name.equals("a JSON object") ? "[]" : "{}";
        byte[] json = ("{\"" + field + "\":" + value + "}").getBytes(UTF_8);
        assertThatThrownBy(() -> Json.read(json, Kinds.class, "it"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("it: " + field + ": expected " + name + ", found " + value);
    }

    @Test
    void aMessageThatIsNotKnownIsNotPassedOn() {
        assertThat(MalformedJson.found(new JsonParseException(null, "com.fasterxml has a new message")))
                .isEqualTo("text that goes wrong");
        assertThat(MalformedJson.found(new IOException("Invalid UTF-32 character")))
                .isEqualTo("bytes that are no UTF-8");
    }

    private static String refusal(byte[] json) {
        String message = catchThrowableOfType(MalformedJsonException.class, () -> Json.read(json, Photo.class, "photo"))
                .getMessage();
        assertThat(message)
                .hasSizeLessThan(200)
                .doesNotContainIgnoringCase(
                        "jackson", "java.", "deserialize", "token", "reference chain", "Source", "Parser", "`");
        return message;
    }
}
