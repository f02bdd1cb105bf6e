package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.ManualClock;
import dev.stackwright.common.RecordedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it takes a file leaves it on the disk. */
class UploadFolderTest {

    @TempDir
    Path cache;

    private final ManualClock clock = new ManualClock();

    @Test
    void whatAKilledServerLeftIsRemovedAndWhatAnotherServerWritesStays() throws Exception {
        UploadFolder folder = new UploadFolder(cache.resolve("uploads"));
        Path left = aged(folder.file(), UploadFolder.ABANDONED.plusSeconds(1));
        Path underWay = aged(folder.file(), UploadFolder.ABANDONED.minusSeconds(1));
        folder.removeAbandoned(clock);
        assertThat(left).doesNotExist();
        assertThat(underWay).exists();
    }

    @Test
    void filesOfOtherNamesAndFoldersStayHoweverOldTheyAre() throws Exception {
        Path other = aged(Files.createFile(cache.resolve("notes.txt")), Duration.ofDays(400));
        Path folder = aged(Files.createDirectory(cache.resolve("upload-1.part")), Duration.ofDays(400));
        new UploadFolder(cache).removeAbandoned(clock);
        assertThat(other).exists();
        assertThat(folder).exists();
    }

    @Test
    void aServerWhoseFolderCannotBeListedStartsAndSaysSo() throws Exception {
        Path file = Files.createFile(cache.resolve("uploads")); // in the place of the folder
        try (RecordedLog log = new RecordedLog("dev.stackwright.server")) {
            new UploadFolder(cache.resolve("none")).removeAbandoned(clock);
            assertThat(log.records()).extracting(LogRecord::getLevel).doesNotContain(Level.WARNING);
            new UploadFolder(file).removeAbandoned(clock);
            assertThat(log.records()).extracting(LogRecord::getLevel).contains(Level.WARNING);
        }
    }

    private Path aged(Path file, Duration age) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(age)));
    }
}
