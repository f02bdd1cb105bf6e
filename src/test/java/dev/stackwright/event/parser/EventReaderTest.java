package dev.stackwright.event.parser;

import static dev.stackwright.event.parser.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.event.BucketEvent;
import dev.stackwright.event.Delivery;
import dev.stackwright.event.Delivery.Batch;
import dev.stackwright.event.Delivery.Direct;
import dev.stackwright.event.Delivery.MalformedEventException;
import dev.stackwright.event.Delivery.Message;
import dev.stackwright.event.Delivery.Notice;
import dev.stackwright.event.Sequencer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventReaderTest {

    private static final BucketEvent FROM_EVENT_BRIDGE = new BucketEvent(
            "photos",
            "incoming/cats/a+b%20c ü.jpg",
            "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
            new Sequencer("617F08299329D189"),
            1024,
            Instant.parse("2026-11-24T08:15:00Z"));

    private static final BucketEvent FROM_S3 = new BucketEvent(
            "photos",
            "incoming/cats/a b+c ü.jpg",
            "096fKKXTRTtl3on89fVO.nfljtsv6qko",
            new Sequencer("0055AED6DCD90281E5"),
            1024,
            Instant.parse("2026-11-24T08:15:00.123Z"));

    @Test
    void theKeyOfEventBridgeIsTakenAsItStands() {
        assertThat(direct(Samples.EVENT_BRIDGE)).containsExactly(new Notice.Created(FROM_EVENT_BRIDGE));
    }

    @Test
    void theKeyOfAnS3RecordIsDecodedAndWhatWasRemovedIsNothingToDo() {
        assertThat(direct(Samples.S3))
                .containsExactly(
                        new Notice.Created(FROM_S3, "incoming/cats/a+b%2Bc+%C3%BC.jpg"),
                        new Notice.Other("'ObjectRemoved:Delete' of datasets/old.zip"));
    }

    @Test
    void aTestEventIsNothingToDo() {
        assertThat(direct(Samples.S3_TEST)).containsExactly(new Notice.Other("a test event of S3"));
        assertThat(direct(Samples.snsRecords(Samples.S3_TEST))).hasSize(1);
    }

    static Stream<Arguments> wrapped() {
        String inner = Samples.EVENT_BRIDGE;
        return Stream.of(
                Arguments.of("SNS for Lambda", Samples.snsRecords(inner)),
                Arguments.of("an SNS envelope", Samples.sns(inner)),
                Arguments.of("a CloudEvent", Samples.cloudEvent(inner)),
                Arguments.of("a CloudEvent in SNS", Samples.sns(Samples.cloudEvent(inner))),
                Arguments.of("SNS in a CloudEvent", Samples.cloudEvent(Samples.sns(inner))),
                Arguments.of("seven times SNS", times(7, inner)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrapped")
    void theEventIsFoundInItsEnvelopes(String name, String json) {
        assertThat(direct(json)).as(name).containsExactly(new Notice.Created(FROM_EVENT_BRIDGE));
    }

    @Test
    void eachMessageOfAQueueIsReadByItself() {
        Batch batch = (Batch) read(Samples.sqs(
                Samples.EVENT_BRIDGE, "{", Samples.S3, Samples.sns(Samples.S3), Samples.S3_TEST, "{\"a\":1}"));
        assertThat(batch.messages()).extracting(Message::id).containsExactly("m0", "m1", "m2", "m3", "m4", "m5");
        assertThat(batch.messages())
                .extracting(message -> message.fault() == null)
                .containsExactly(true, false, true, true, true, false);
        assertThat(batch.messages().get(3).notices())
                .contains(new Notice.Created(FROM_S3, "incoming/cats/a+b%2Bc+%C3%BC.jpg"));
        assertThat(batch.messages().get(1).fault()).hasMessageStartingWith("Records[1].body: expected");
    }

    @Test
    void aMessageWithoutAnIdFailsTheBatchAsAWhole() {
        Batch batch = (Batch) read("{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"{}\"}]}");
        assertThat(batch.messages()).extracting(Message::id).containsExactly("");
        assertThat(batch.messages().get(0).fault()).hasMessageContaining("Records[0].messageId");
    }

    @Test
    void withoutAVersionIdTheEtagAndWhatOrdersItMakeTheVersion() {
        String json = Samples.eventBridge("photos", "datasets/x.zip", "e1", "0A", "2026-11-24T08:15:00Z");
        assertThat(created(json).version()).isEqualTo("e1@a");
        assertThat(created(json.replace("\"sequencer\" : \"0A\"", "\"sequencer\" : null"))
                        .version())
                .isEqualTo("e1@2026-11-24T08:15:00Z");
        assertThat(created(Samples.EVENT_BRIDGE.replace("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e", "null"))
                        .version())
                .isEqualTo("d41d8cd98f00b204e9800998ecf8427e@617f08299329d189");
    }

    @Test
    void anEmulatorsTimesAreUnderstood() {
        assertThat(created(Samples.EVENT_BRIDGE.replace("\"2026-11-24T08:15:00Z\"", "1795508100.25"))
                        .time())
                .isEqualTo(Instant.parse("2026-11-24T08:15:00.25Z"));
        assertThat(created(Samples.EVENT_BRIDGE.replace("08:15:00Z", "08:15:00.5"))
                        .time())
                .isEqualTo(Instant.parse("2026-11-24T08:15:00.5Z"));
    }

    @Test
    void aBinaryCloudEventIsItsHeadersAndTheEventInItsBody() {
        Map<String, String> headers = Map.of(
                "content-type", "application/json",
                "ce-specversion", "1.0",
                "ce-id", "1",
                "ce-source", "aws:s3",
                "ce-type", "com.amazonaws.s3.objectcreated");
        assertThat(((Direct) EventReader.read(bytes(Samples.EVENT_BRIDGE), headers)).notices())
                .containsExactly(new Notice.Created(FROM_EVENT_BRIDGE));
        assertThatThrownBy(() -> EventReader.read(bytes(Samples.EVENT_BRIDGE), Map.of("ce-id", "1")))
                .hasMessage("header ce-specversion: expected text, found nothing");
        Map<String, String> older = new java.util.HashMap<>(headers);
        older.put("ce-specversion", "0.3");
        assertThatThrownBy(() -> EventReader.read(bytes(Samples.EVENT_BRIDGE), older))
                .hasMessage("header ce-specversion: expected 1.0, found '0.3'");
    }

    @Test
    void otherEventsOfTheBusAreNothingToDo() {
        assertThat(direct(Samples.EVENT_BRIDGE.replace("Object Created", "Object Deleted")))
                .containsExactly(new Notice.Other("'Object Deleted' and not 'Object Created'"));
        assertThat(direct(Samples.sns("{}").replace("Notification", "SubscriptionConfirmation")))
                .hasSize(1)
                .first()
                .isInstanceOf(Notice.Other.class);
    }

    @Test
    void moreEnvelopesThanAnyoneUsesAreRefused() {
        MalformedEventException fault =
                catchThrowableOfType(MalformedEventException.class, () -> read(times(9, Samples.EVENT_BRIDGE)));
        assertThat(fault).hasMessageContaining("at most 8 envelopes");
    }

    private static String times(int n, String event) {
        String json = event;
        for (int i = 0; i < n; i++) {
            json = Samples.sns(json);
        }
        return json;
    }

    private static BucketEvent created(String json) {
        return ((Notice.Created) direct(json).get(0)).object();
    }

    private static List<Notice> direct(String json) {
        return ((Direct) read(json)).notices();
    }

    private static Delivery read(String json) {
        return EventReader.read(bytes(json));
    }
}
