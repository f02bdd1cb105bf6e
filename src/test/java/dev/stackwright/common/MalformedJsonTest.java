package dev.stackwright.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParseException;
import dev.stackwright.common.Json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
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
                "{'size | it breaks off at line 1, column 7",
            })
    void whatIsFoundAndWhatBelongsThereIsSaid(String json, String message) {
        assertThat(refusal(json.replace('\'', '"').getBytes(UTF_8)))
                .startsWith("photo: expected one JSON object; " + message);
    }

    @Test
    void longNumbersLongNamesAndDeepListsAreNotRead() {
        String digits = "9".repeat(10_000);
        assertThat(refusal(("{\"size\":" + digits + "}").getBytes(UTF_8)))
                .contains("found a number of 10000 characters, and at most 1000 are read");
        assertThat(refusal(("{\"" + "k".repeat(100_000) + "\":1}").getBytes(UTF_8)))
                .contains("found a name of", "characters, and at most 50000 are read");
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
        assertThat(refusal("{\"size\":".getBytes(Charset.forName(encoding)))).contains("it breaks off");
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
    void aMessageThatIsNotKnownIsNotPassedOn() {
        assertThat(MalformedJson.words(new JsonParseException(null, "com.fasterxml has a new message")))
                .isEqualTo("it goes wrong");
        assertThat(MalformedJson.words(new IOException("Invalid UTF-32 character")))
                .isEqualTo("found bytes that are no UTF-8");
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
