package dev.stackwright.cli;

import dev.stackwright.common.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows progress on standard error: a bar on a terminal, else one line for each stage that is over. Of stages within
 * one another only the innermost has a bar. Thread-safe.
 */
final class TerminalProgress implements Progress {

    /** Fits the narrowest terminal that is common. */
    private static final int WIDTH = 79;

    private static final int REFRESH_MILLIS = 200;

    private final Console console;
    private final InstantSource clock;
    private final Deque<ProgressBar> bars = new ArrayDeque<>();

    TerminalProgress(Console console, InstantSource clock) {
        this.console = console;
        this.clock = clock;
    }

    @Override
    public Task stage(String name, long total) {
        return console.terminal() ? new BarStage(open(name, total)) : new LineStage(console, clock, name, total);
    }

    @Override
    public synchronized void note(String text) {
        ProgressBar bar = bars.peek();
        if (bar == null) {
            console.say(text);
        } else {
            bar.pause();
            console.err().print('\r'); // over what the bar has drawn
            console.say(text + " ".repeat(Math.max(0, WIDTH - text.length())));
            bar.resume();
        }
    }

    private synchronized ProgressBar open(String name, long total) {
        ProgressBar outer = bars.peek();
        if (outer != null) {
            outer.pause();
        }
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(name)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH));
        ProgressBar bar = (total > 0 ? builder.setInitialMax(total) : builder.setInitialMax(-1)).build();
        bars.push(bar);
        return bar;
    }

    private synchronized void close(ProgressBar bar) {
        if (bars.remove(bar)) {
            bar.close();
            ProgressBar outer = bars.peek();
            if (outer != null) {
                outer.resume();
            }
        }
    }

    private final class BarStage implements Task {
        private final ProgressBar bar;

        BarStage(ProgressBar bar) {
            this.bar = bar;
        }

        @Override
        public void advance(long steps) {
            bar.stepBy(steps);
        }

        @Override
        public void close() {
            TerminalProgress.this.close(bar);
        }
    }

    private static final class LineStage implements Task {
        private final Console console;
        private final InstantSource clock;
        private final String name;
        private final long total;
        private final java.time.Instant start;
        private final java.util.concurrent.atomic.AtomicLong done = new java.util.concurrent.atomic.AtomicLong();
        private final java.util.concurrent.atomic.AtomicBoolean closed =
                new java.util.concurrent.atomic.AtomicBoolean();

        LineStage(Console console, InstantSource clock, String name, long total) {
            this.console = console;
            this.clock = clock;
            this.name = name;
            this.total = total;
            this.start = clock.instant();
        }

        @Override
        public void advance(long steps) {
            done.addAndGet(steps);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                long of = Math.max(total, done.get());
                String steps = total > 0 ? done + " of " + of + ", " : of > 0 ? of + ", " : "";
                console.say("  " + name + ": " + steps + Formats.duration(Duration.between(start, clock.instant())));
            }
        }
    }
}
