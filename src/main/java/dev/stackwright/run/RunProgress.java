package dev.stackwright.run;

import dev.stackwright.common.Progress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what a run tells, for {@link ProgressDocument}, and passes it on. Thread-safe. */
final class RunProgress implements Progress {

    private static final int MAX_NOTES = 50;

    /** Of one training; the document is written whole about once a second. */
    static final int MOST_EPOCHS = 200;

    private final String by;
    private final Clock clock;
    private final Progress next;
    private final List<Entry> stages = new ArrayList<>();
    private final Deque<String> notes = new ArrayDeque<>();
    private long changes;

    RunProgress(String by, Clock clock, Progress next) {
        this.by = by;
        this.clock = clock;
        this.next = next;
    }

    @Override
    public Task stage(String name, long total) {
        Task passedOn = next.stage(name, total);
        synchronized (this) {
            Entry entry = new Entry(name, total, clock.instant(), passedOn);
            stages.add(entry);
            changes++;
            return entry;
        }
    }

    @Override
    public void note(String text) {
        next.note(text);
        synchronized (this) {
            if (notes.size() == MAX_NOTES) {
                notes.removeFirst();
            }
            notes.addLast(text);
            changes++;
        }
    }

    /** Rises with every change. */
    synchronized long changes() {
        return changes;
    }

    synchronized ProgressDocument snapshot() {
        return new ProgressDocument(
                by, clock.instant(), stages.stream().map(Entry::view).toList(), List.copyOf(notes));
    }

    private final class Entry implements Task {
        private final String name;
        private final long total;
        private final Instant began;
        private final Task passedOn;
        private final Map<String, List<Epoch>> curves = new LinkedHashMap<>();
        private long done;
        private @Nullable Instant ended;

        private Entry(String name, long total, Instant began, Task passedOn) {
            this.name = name;
            this.total = total;
            this.began = began;
            this.passedOn = passedOn;
        }

        @Override
        public void advance(long steps) {
            passedOn.advance(steps);
            synchronized (RunProgress.this) {
                done += steps;
                changes++;
            }
        }

        /** Where there are too many, every second one of those before is left out. */
        @Override
        public void measured(String training, Epoch epoch) {
            passedOn.measured(training, epoch);
            synchronized (RunProgress.this) {
                List<Epoch> curve = curves.computeIfAbsent(training, first -> new ArrayList<>());
                if (curve.size() == MOST_EPOCHS) {
                    for (int i = curve.size() - 1; i > 0; i -= 2) {
                        curve.remove(i);
                    }
                }
                curve.add(epoch);
                changes++;
            }
        }

        @Override
        public void close() {
            passedOn.close();
            synchronized (RunProgress.this) {
                if (ended == null) {
                    ended = clock.instant();
                    changes++;
                }
            }
        }

        private ProgressDocument.StageView view() {
            return new ProgressDocument.StageView(
                    name,
                    done,
                    total == 0 ? 0 : Math.max(total, done),
                    began,
                    ended,
                    curves.entrySet().stream()
                            .map(curve -> new ProgressDocument.Curve(curve.getKey(), curve.getValue()))
                            .toList());
        }
    }
}
