package dev.stackwright.server;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.Classifier;
import dev.stackwright.classify.ClassifierSettings;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.classify.FakeEnsembles;
import dev.stackwright.common.Progress;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunListener;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.awt.Color;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpansTest {

    private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");

    private final Ended ended = new Ended();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(new SpanAddresses())
            .addSpanProcessor(ended)
            .build();
    private final Tracer tracer = provider.get("test");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Spans spans = new Spans(tracer, new Meters(meters), Clock.systemUTC());

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void whatARequestDoesIsBelowItsSpanWithoutSecretsOfAddresses() {
        MapObjectStore store = new MapObjectStore();
        store.put(new ObjectKey("uploads/cat.png"), TinyPhotos.png(Color.RED, 1));
        Span request = tracer.spanBuilder("POST /classify").startSpan();
        try (Classifier classifier = classifier(store);
                Scope current = request.makeCurrent()) {
            assertThat(current).isNotNull();
            classifier.classify(new ClassifyRequest(
                    PETS,
                    List.of(
                            "s3://photos/uploads/cat.png",
                            "https://127.0.0.1/cat.png?X-Amz-Signature=secret",
                            "https://user:password@127.0.0.1/cat.png?X-Amz-Signature=secret#part"),
                    null,
                    null,
                    null,
                    null,
                    null));
        } finally {
            request.end();
        }
        assertThat(ended.names())
                .containsExactlyInAnyOrder("load", "fetch", "decode", "fetch", "fetch", "predict", "POST /classify");
        assertThat(ended.all)
                .filteredOn(span -> Set.of("fetch", "decode", "predict").contains(span.getName()))
                .allSatisfy(span -> assertThat(span.getParentSpanId())
                        .isEqualTo(request.getSpanContext().getSpanId()));
        assertThat(ended.all.toString()).doesNotContain("secret", "password", "user", "#part");
        assertThat(ended.all)
                .filteredOn(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
                .hasSize(2)
                .allSatisfy(
                        failed -> assertThat(failed.getAttributes().get(URL)).isEqualTo("https://127.0.0.1/cat.png?…"));
        assertThat(ended.named("POST /classify").getEvents().toString()).contains("address-refused", "invalid-url");
        assertThat(ended.named("POST /classify").getAttributes().asMap().toString())
                .contains("stackwright.ensemble=pets", version('a').value());
        assertThat(meters.counter("stackwright.classify.images", "ensemble", "pets")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theLogOfARequestNamesItsVersionUntilItIsOver() {
        var request = spans.begin(PETS, version('a'));
        assertThat(MDC.getMap())
                .containsEntry("ensemble", "pets")
                .containsEntry("version", version('a').value());
        request.over();
        assertThat(MDC.getMap()).doesNotContainKeys("ensemble", "version");
    }

    @Test
    void theStepsOfARunAreBelowTheRun() {
        RunId run = new RunId("20261128t071447z-4ff07ba7");
        try (RunListener.Work work = spans.begun(run, PETS, Optional.empty())) {
            assertThat(MDC.get("run")).isEqualTo(run.value());
            Progress.Task task = Progress.both(Progress.NONE, work).stage("features mobilenet", 4);
            task.close();
            work.failed(new IllegalStateException("cannot read https://example.org/a.zip?sig=secret"));
        }
        assertThat(ended.names()).containsExactly("features mobilenet", "run");
        assertThat(ended.all.get(0).getParentSpanId())
                .isEqualTo(ended.all.get(1).getSpanId());
        assertThat(ended.all.get(1).getAttributes().asMap().toString()).contains("stackwright.run=" + run);
        assertThat(ended.all.get(1).getStatus().getDescription()).isEqualTo("cannot read https://example.org/a.zip?…");
        assertThat(MDC.get("run")).isNull();
    }

    @Test
    void theQueryOfARequestIsNotInItsSpan() {
        tracer.spanBuilder("GET")
                .setAttribute("url.query", "token=secret")
                .setParent(Context.root())
                .startSpan()
                .end();
        assertThat(ended.named("GET").getAttributes().get(AttributeKey.stringKey("url.query")))
                .isEqualTo("…");
    }

    private Classifier classifier(MapObjectStore store) {
        return new Classifier(
                ClassifierSettings.defaults(1, 64 << 20, "stackwright/test"),
                new FakeEnsembles().promote(PETS, version('a')),
                store,
                DownloadPolicy.images(Set.of(443), 1 << 20, Duration.ofSeconds(1), false, 2),
                new ImageLimits(1 << 20, 1_000_000),
                Clock.systemUTC(),
                spans);
    }

    private static final class Ended implements SpanProcessor {

        private final List<SpanData> all = new CopyOnWriteArrayList<>();

        List<String> names() {
            return all.stream().map(SpanData::getName).toList();
        }

        SpanData named(String name) {
            return all.stream()
                    .filter(span -> span.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            all.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
