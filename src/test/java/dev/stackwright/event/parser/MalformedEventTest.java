package dev.stackwright.event.parser;

import static dev.stackwright.event.parser.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.event.Delivery;
import dev.stackwright.event.Delivery.MalformedEventException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong is said by name, and nothing but that exception ever leaves the reader. */
class MalformedEventTest {

    private static final List<String> NEEDED_BY_EVENT_BRIDGE = List.of(
            "/detail",
            "/detail/bucket",
            "/detail/bucket/name",
            "/detail/object",
            "/detail/object/key",
            "/detail/object/size",
            "/time");

    private static final List<String> NEEDED_BY_S3 = List.of(
            "/Records/0/eventName",
            "/Records/0/eventTime",
            "/Records/0/s3",
            "/Records/0/s3/bucket",
            "/Records/0/s3/bucket/name",
            "/Records/0/s3/object",
            "/Records/0/s3/object/key",
            "/Records/0/s3/object/size");

    static Stream<Arguments> fields() {
        List<Arguments> all = new ArrayList<>();
        for (String value : List.of("absent", "null", "true", "[]", "\"\"", "-7.5")) {
            NEEDED_BY_EVENT_BRIDGE.forEach(p -> all.add(Arguments.of(Samples.EVENT_BRIDGE, p, value)));
            NEEDED_BY_S3.forEach(p -> all.add(Arguments.of(Samples.S3, p, value)));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{1} is {2}")
    @MethodSource("fields")
    void aFieldThatIsMissingOrOfAWrongTypeIsNamed(String event, String pointer, String value) throws Exception {
        JsonNode tree = Json.mapper().readTree(event);
        ObjectNode parent = (ObjectNode) tree.at(pointer.substring(0, pointer.lastIndexOf('/')));
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        if (value.equals("absent")) {
            parent.remove(name);
        } else {
            parent.set(name, Json.mapper().readTree(value));
        }
        String path = pointer.substring(1).replaceAll("/([0-9]+)", "[$1]").replace('/', '.');
        MalformedEventException fault = refused(tree.toString());
        assertThat(path).as(fault.getMessage()).startsWith(fault.path().isEmpty() ? "Records" : fault.path());
        assertThat(fault).hasMessageContaining("expected").hasMessageContaining("found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``; an empty body",
                "`   `; expected an event as a JSON object, found nothing",
                "null; found null",
                "[]; found []",
                "7; found 7",
                "{; found text that breaks off at line 1, column 2",
                "{}; expected an event of EventBridge",
                "{'a':1,'a':2}; 'a' twice",
                "{}{}; more after it",
                "{'Records':[]}; Records: expected a list of one or more, found []",
                "{'Records':{}}; Records: expected a list",
                "{'Records':[null]}; Records[0]: expected a record of S3",
                "{'Records':[[]]}; Records[0]: expected a record of S3",
                "{'Records':[{'eventSource':'aws:dynamodb'}]}; Records[0]: expected a record of S3",
                "{'Records':[{'EventSource':'aws:sns'}]}; Records[0].Sns: expected an object, found nothing",
                "{'Records':[{'EventSource':'aws:sns','Sns':{'Message':'no JSON'}}]}; Records[0].Sns.Message",
                "{'Type':'Notification'}; Message: expected an event as JSON, found nothing",
                "{'Type':'Notification','Message':'[1]'}; Message: expected an event as a JSON object, found [1]",
                "{'specversion':'1.0'}; id: expected text, found nothing",
                "{'specversion':'0.3','id':'1','source':'s','type':'t'}; specversion: expected '1.0'",
                "{'specversion':'1.0','id':'1','source':'s','type':'t'}; data: expected an event as JSON",
                "{'specversion':'1.0','id':'1','source':'s','type':'t','data_base64':'%'}; data_base64",
                "{'specversion':'1.0','id':'1','source':'s','type':'t','data_base64':'AAAA'}; data_base64",
                "{'detail-type':7}; detail-type: expected text, found 7",
            })
    void whatItIsNotIsSaid(String json, String message) {
        assertThat(refused(json.replace('\'', '"'))).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"%zz", "%C3", "%", "a%80b", "%FF%FE"})
    void aKeyThatCannotBeDecodedIsNamed(String key) {
        MalformedEventException fault = refused(Samples.S3.replace("incoming/cats/a+b%2Bc+%C3%BC.jpg", key));
        assertThat(fault.path()).isEqualTo("Records[0].s3.object.key");
    }

    @Test
    void aSequencerThatIsNoneIsNamed() {
        assertThat(refused(Samples.EVENT_BRIDGE.replace("617F08299329D189", "later"))
                        .path())
                .isEqualTo("detail.object.sequencer");
        assertThat(refused(Samples.EVENT_BRIDGE.replace("617F08299329D189", "0".repeat(65)))
                        .path())
                .isEqualTo("detail.object.sequencer");
    }

    @Test
    void aTimeOutsideOfAllCalendarsIsRefused() {
        assertThat(refused(Samples.EVENT_BRIDGE.replace("2026-11-24T08:15:00Z", "yesterday"))
                        .path())
                .isEqualTo("time");
        assertThat(refused(Samples.EVENT_BRIDGE.replace("2026-11-24T08:15:00Z", "+12026-11-24T08:15:00Z")))
                .hasMessageContaining("time");
        assertThat(refused(Samples.EVENT_BRIDGE.replace("\"2026-11-24T08:15:00Z\"", "-5")))
                .hasMessageContaining("time");
    }

    @Test
    void everyTruncationIsRefused() {
        for (String event : List.of(Samples.EVENT_BRIDGE, Samples.S3, Samples.sns(Samples.S3))) {
            byte[] whole = bytes(event.strip());
            for (int length = 0; length < whole.length; length++) {
                byte[] part = java.util.Arrays.copyOf(whole, length);
                assertThat(catchThrowableOfType(MalformedEventException.class, () -> EventReader.read(part)))
                        .as("%d bytes", length)
                        .isNotNull();
            }
        }
    }

    @Test
    void depthAndSizeDoNotHurt() {
        refused("[".repeat(200_000));
        refused("{\"a\":".repeat(200_000));
        refused("{\"Records\":[" + "[".repeat(900) + "]".repeat(900) + "]}");
        MalformedEventException huge =
                refused("{\"detail-type\":\"Object Created\",\"detail\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(huge.getMessage()).hasSizeLessThan(300);
        assertThat(refused(Samples.EVENT_BRIDGE.replace("incoming/cats", "i".repeat(2000))))
                .hasMessageContaining("1 to 1024 bytes");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] json = bytes(Samples.EVENT_BRIDGE);
        json[Samples.EVENT_BRIDGE.indexOf("incoming")] = (byte) 0xff;
        assertThat(catchThrowableOfType(MalformedEventException.class, () -> EventReader.read(json)))
                .isNotNull();
    }

    @Test
    void oneBadMessageOfAQueueSpoilsNoOther() throws Exception {
        ObjectNode batch = (ObjectNode) Json.mapper().readTree(Samples.sqs(Samples.S3, Samples.S3, Samples.S3));
        ArrayNode records = (ArrayNode) batch.get("Records");
        ((ObjectNode) records.get(0)).remove("body");
        ((ObjectNode) records.get(1)).put("body", 5);
        records.add("no record").addNull();
        Delivery.Batch read = (Delivery.Batch) EventReader.read(bytes(batch.toString()));
        assertThat(read.messages())
                .extracting(m -> m.fault() == null)
                .containsExactly(false, false, true, false, false);
        assertThat(read.messages().get(0).fault())
                .hasMessage("Records[0].body: expected an event as JSON, found nothing");
        assertThat(read.messages().get(3).id()).isEmpty();
    }

    private static MalformedEventException refused(String json) {
        MalformedEventException fault =
                catchThrowableOfType(MalformedEventException.class, () -> EventReader.read(bytes(json)));
        assertThat(fault).as(json.substring(0, Math.min(200, json.length()))).isNotNull();
        return fault;
    }
}
