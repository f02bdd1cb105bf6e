package dev.stackwright.server;

import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.common.Urls;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunListener;
import dev.stackwright.run.RunState;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Spans below a request's: {@code fetch} and {@code decode} of each image, {@code predict} of each batch; and those of runs,
 * one for each step that progress tells. Each is made when it is over, by how long it took, so that no thread has to carry a
 * context. Addresses are in spans as {@link Urls} shows them. Also names run, ensemble and version to the log of the thread.
 * Passes on what it hears. Thread-safe.
 */
final class Spans implements ClassifyListener, RunListener {

    private static final AttributeKey<String> ENSEMBLE = AttributeKey.stringKey("stackwright.ensemble");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("stackwright.version");
    private static final AttributeKey<String> RUN = AttributeKey.stringKey("stackwright.run");
    private static final AttributeKey<Long> IMAGES = AttributeKey.longKey("stackwright.images");
    private static final AttributeKey<String> CODE = AttributeKey.stringKey("stackwright.code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");

    private final Tracer tracer;
    private final Meters next;
    private final Clock clock;

    Spans(Tracer tracer, Meters next, Clock clock) {
        this.tracer = tracer;
        this.next = next;
        this.clock = clock;
    }

    @Override
    public ClassifyListener begin(EnsembleName ensemble, EnsembleVersion version) {
        return new OfRequest(ensemble, version);
    }

    @Override
    public void predicted(Manifest by, Prediction answers, Duration took) {
        next.predicted(by, answers, took);
    }

    @Override
    public void loaded(EnsembleName ensemble, EnsembleVersion version, Duration took) {
        Attributes of = Attributes.of(ENSEMBLE, ensemble.value(), VERSION, version.value());
        past("load", Context.root(), took, of, null);
        next.loaded(ensemble, version, took);
    }

    @Override
    public void loadFailed(EnsembleName ensemble, EnsembleVersion version, int attempts) {
        next.loadFailed(ensemble, version, attempts);
    }

    @Override
    public Work begun(RunId run, EnsembleName ensemble, Optional<String> stage) {
        return new OfRun(run, ensemble, stage);
    }

    @Override
    public void ended(RunState.Phase phase, Duration took) {
        next.ended(phase, took);
    }

    private void past(String name, Context parent, Duration took, Attributes of, @Nullable Throwable failure) {
        Instant end = clock.instant();
        Span span = tracer.spanBuilder(name)
                .setParent(parent)
                .setAllAttributes(of)
                .setStartTimestamp(end.minus(took))
                .startSpan();
        if (failure != null) {
            // not its message, which may quote a part of an address
            span.setStatus(StatusCode.ERROR)
                    .setAttribute(ERROR, failure.getClass().getSimpleName());
        }
        span.end(end);
    }

    private final class OfRequest implements ClassifyListener {

        private final Context request = Context.current();

        OfRequest(EnsembleName ensemble, EnsembleVersion version) {
            Span.fromContext(request).setAttribute(ENSEMBLE, ensemble.value()).setAttribute(VERSION, version.value());
            MDC.put("ensemble", ensemble.value());
            MDC.put("version", version.value());
        }

        @Override
        public void stepped(Step step, String source, Duration took, @Nullable Exception failure) {
            Attributes of = source.isEmpty() ? Attributes.empty() : Attributes.of(URL, source);
            past(step.name().toLowerCase(Locale.ROOT), request, took, of, failure);
        }

        @Override
        public void predictionReady(int images, Duration took) {
            past("predict", request, took, Attributes.of(IMAGES, (long) images), null);
        }

        @Override
        public void imageReady(long bytes, Duration fetching, Duration decoding) {
            next.imageReady(bytes, fetching, decoding);
        }

        @Override
        public void imageFailed(String code) {
            Span.fromContext(request).addEvent("image failed", Attributes.of(CODE, code));
            next.imageFailed(code);
        }

        @Override
        public void answered(EnsembleName ensemble, int urls, int failed, Duration took) {
            next.answered(ensemble, urls, failed, took);
        }

        @Override
        public void over() {
            MDC.remove("ensemble");
            MDC.remove("version");
        }
    }

    private final class OfRun implements Work {

        private final Span span;

        OfRun(RunId run, EnsembleName ensemble, Optional<String> stage) {
            span = tracer.spanBuilder(stage.map(name -> "stage " + name).orElse("run"))
                    .setNoParent()
                    .setAttribute(RUN, run.toString())
                    .setAttribute(ENSEMBLE, ensemble.value())
                    .startSpan();
            MDC.put("run", run.toString());
        }

        @Override
        public Task stage(String name, long total) {
            Span part = tracer.spanBuilder(name)
                    .setParent(Context.root().with(span))
                    .setAttribute("stackwright.steps", total)
                    .startSpan();
            return new Task() {
                @Override
                public void advance(long steps) {} // a span has no steps, only an end

                @Override
                public void close() {
                    part.end();
                }
            };
        }

        @Override
        public void failed(Throwable cause) {
            span.setStatus(StatusCode.ERROR, Urls.shown(String.valueOf(cause.getMessage())))
                    .setAttribute(ERROR, cause.getClass().getSimpleName());
        }

        @Override
        public void close() {
            span.end();
            MDC.remove("run");
        }
    }
}
