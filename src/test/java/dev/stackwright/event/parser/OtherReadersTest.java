package dev.stackwright.event.parser;

import static dev.stackwright.event.parser.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.stackwright.common.Json;
import dev.stackwright.event.BucketEvent;
import dev.stackwright.event.Delivery.Batch;
import dev.stackwright.event.Delivery.Direct;
import dev.stackwright.event.Delivery.EventReply;
import dev.stackwright.event.Delivery.Notice;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.eventnotifications.s3.model.S3;
import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotification;
import software.amazon.awssdk.eventnotifications.s3.model.S3EventNotificationRecord;

/** The libraries of the senders read the same events to the same values, and write events that are read here. */
class OtherReadersTest {

    @Test
    void theSdkReadsTheS3RecordAlike() {
        S3EventNotificationRecord theirs =
                S3EventNotification.fromJson(Samples.S3).getRecords().get(0);
        BucketEvent ours = created(Samples.S3);
        S3 s3 = theirs.getS3();
        assertThat(ours.bucket()).isEqualTo(s3.getBucket().getName());
        assertThat(ours.key()).isEqualTo(s3.getObject().getUrlDecodedKey());
        assertThat(ours.version()).isEqualTo(s3.getObject().getVersionId());
        assertThat(ours.size()).isEqualTo(s3.getObject().getSizeAsLong());
        assertThat(ours.time()).isEqualTo(theirs.getEventTime());
        assertThat(s3.getObject().getSequencer())
                .isEqualToIgnoringCase(ours.sequencer().hex());
    }

    @Test
    void aRecordThatTheSdkWritesIsReadHere() {
        String theirs = S3EventNotification.fromJson(Samples.S3).toJson();
        assertThat(created(theirs)).isEqualTo(created(Samples.S3));
    }

    @Test
    void lambdasLibraryReadsTheS3RecordAlike() {
        S3Event theirs = lambda(Samples.S3, S3Event.class);
        BucketEvent ours = created(Samples.S3);
        var object = theirs.getRecords().get(0).getS3().getObject();
        assertThat(ours.key()).isEqualTo(object.getUrlDecodedKey());
        assertThat(ours.size()).isEqualTo(object.getSizeAsLong());
        assertThat(ours.version()).isEqualTo(object.getVersionId());
        assertThat(ours.time().toEpochMilli())
                .isEqualTo(theirs.getRecords().get(0).getEventTime().getMillis());
    }

    @Test
    void lambdasLibraryReadsTheBatchAlike() {
        String json = Samples.sqs(Samples.EVENT_BRIDGE, Samples.S3);
        SQSEvent theirs = lambda(json, SQSEvent.class);
        Batch ours = (Batch) EventReader.read(bytes(json));
        assertThat(ours.messages())
                .extracting(m -> m.id())
                .containsExactlyElementsOf(
                        theirs.getRecords().stream().map(r -> r.getMessageId()).toList());
        assertThat(ours.messages().get(0).notices())
                .isEqualTo(((Direct) EventReader.read(
                                bytes(theirs.getRecords().get(0).getBody())))
                        .notices());
    }

    @Test
    void lambdasLibraryReadsSnsAlike() {
        String json = Samples.snsRecords(Samples.S3);
        SNSEvent theirs = lambda(json, SNSEvent.class);
        assertThat(((Direct) EventReader.read(bytes(json))).notices())
                .isEqualTo(((Direct) EventReader.read(
                                bytes(theirs.getRecords().get(0).getSNS().getMessage())))
                        .notices());
    }

    @Test
    void lambdasLibraryReadsTheAnswerToABatch() throws Exception {
        byte[] answer = Json.bytes(new EventReply.Batch(List.of(new EventReply.Failure("m1")), List.of()));
        SQSBatchResponse theirs = Json.mapper().readValue(answer, SQSBatchResponse.class);
        assertThat(theirs.getBatchItemFailures())
                .singleElement()
                .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .isEqualTo("m1");
        assertThat(Json.mapper().readTree(answer).properties()).hasSize(1);
    }

    @Test
    void aCloudEventThatTheSdkWritesIsReadHere() {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("aws:s3.eu-central-1.photos"))
                .withType("com.amazonaws.s3.objectcreated")
                .withTime(OffsetDateTime.parse("2026-11-24T08:15:00Z"))
                .withData("application/json", bytes(Samples.EVENT_BRIDGE))
                .build();
        assertThat(read(new JsonFormat().serialize(event))).isEqualTo(created(Samples.EVENT_BRIDGE));
        CloudEvent binary = CloudEventBuilder.v1(event)
                .withDataContentType("application/octet-stream")
                .build();
        byte[] base64 = new JsonFormat(true, false).serialize(binary);
        assertThat(new String(base64, java.nio.charset.StandardCharsets.UTF_8)).contains("data_base64");
        assertThat(read(base64)).isEqualTo(created(Samples.EVENT_BRIDGE));
    }

    private static <T> T lambda(String json, Class<T> type) {
        PojoSerializer<T> serializer =
                LambdaEventSerializers.serializerFor(type, OtherReadersTest.class.getClassLoader());
        return serializer.fromJson(new ByteArrayInputStream(bytes(json)));
    }

    private static BucketEvent created(String json) {
        return read(bytes(json));
    }

    private static BucketEvent read(byte[] json) {
        return ((Notice.Created) ((Direct) EventReader.read(json)).notices().get(0)).object();
    }
}
