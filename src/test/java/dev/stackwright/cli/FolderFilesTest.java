package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stackwright.common.SpecialFiles;
import dev.stackwright.store.MapObjectStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that are links, and those of which a part may not be read. */
class FolderFilesTest {

    @TempDir
    Path folder;

    @Test
    void aLinkThatIsNamedIsFollowedAndFilesKeepItsName() throws IOException {
        write("photos/b.jpg");
        write("photos/deep/a.jpg");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("photos"));
        assertThat(FolderFiles.of(link, Integer.MAX_VALUE).files())
                .containsExactly(link.resolve("b.jpg"), link.resolve("deep/a.jpg"));
        ImageArguments named = ImageArguments.of(List.of(link + "/", link + "/*.jpg"));
        assertThat(named.names()).containsExactly(link + "/b.jpg", link + "/deep/a.jpg", link + "/b.jpg");
    }

    @Test
    void whatIsPassedOverIsTold() throws IOException {
        String photo = write("photos/a.jpg").toString();
        write("photos/.hidden.jpg");
        write("photos/.pool/b.jpg");
        write("photos/.DS_Store");
        write("photos/.git/config");
        for (int i = 1; i <= 4; i++) {
            write("photos/" + i + ".txt");
        }
        write("elsewhere/c.jpg");
        Path photos = folder.resolve("photos");
        Files.createSymbolicLink(photos.resolve("more"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(photos.resolve("gone.jpg"), folder.resolve("nowhere"));
        Files.createSymbolicLink(photos.resolve("z.jpg"), folder.resolve("elsewhere/c.jpg"));

        ImageArguments asked = ImageArguments.of(List.of(photos.toString()));
        assertThat(asked.names()).containsExactly(photo, photos + "/z.jpg");
        assertThat(asked.passedOver())
                .containsExactly(
                        "passed over 2 that are links to folders or to nothing, or no regular files: " + photos
                                + "/gone.jpg, " + photos + "/more",
                        "passed over 4 that are not called like images: " + photos + "/1.txt, " + photos + "/2.txt, "
                                + photos + "/3.txt, …",
                        "passed over 2 that have names, or folders, that begin with a dot: " + photos + "/.hidden.jpg, "
                                + photos + "/.pool/b.jpg");
        assertThat(FolderFiles.passedOver(List.of(photos), "is not called like an image", "are not"))
                .contains("passed over " + photos + ": it is not called like an image");
    }

    @Test
    void linksThatAPatternMeansArePassedOverAndTold() throws IOException {
        String photo = write("photos/a.jpg").toString();
        String deep = write("photos/deep/b.jpg").toString();
        write("elsewhere/c.jpg");
        Path photos = folder.resolve("photos");
        Files.createSymbolicLink(photos.resolve("more"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(photos.resolve("gone.jpg"), folder.resolve("nowhere"));
        Files.createSymbolicLink(photos.resolve("gone.txt"), folder.resolve("nowhere"));
        Files.createSymbolicLink(photos.resolve(".gone.jpg"), folder.resolve("nowhere"));

        String one = "passed over " + photos + "/%s: it is a link to a folder or to nothing, or no regular file";
        ImageArguments flat = ImageArguments.of(List.of(photos + "/*.jpg"));
        assertThat(flat.names()).containsExactly(photo);
        assertThat(flat.passedOver()).containsExactly(one.formatted("gone.jpg"));
        ImageArguments below = ImageArguments.of(List.of(photos + "/*/*.jpg"));
        assertThat(below.names()).containsExactly(deep);
        assertThat(below.passedOver()).containsExactly(one.formatted("more"));
        assertThat(ImageArguments.of(List.of(photos + "/**.jpg")).passedOver())
                .containsExactly("passed over 2 that are links to folders or to nothing, or no regular files: " + photos
                        + "/gone.jpg, " + photos + "/more");
        assertThat(ImageArguments.of(List.of(photos + "/d*")).passedOver()).isEmpty();
        assertThat(ImageArguments.of(List.of(photos + "/{deep/b,a}.jpg")).names())
                .containsExactlyInAnyOrder(photo, deep);
        ImageArguments none = ImageArguments.of(List.of(photos + "/g*.jpg"));
        assertThat(none.names()).containsExactly(photos + "/g*.jpg");
        assertThat(none.passedOver()).containsExactly(one.formatted("gone.jpg"));
    }

    @Test
    void aSpecialFileIsPassedOverAndTold() throws Exception {
        String photo = write("photos/a.jpg").toString();
        Path pipe = SpecialFiles.pipe(folder.resolve("photos/pipe.jpg"));
        ImageArguments asked =
                ImageArguments.of(List.of(folder.resolve("photos").toString()));
        assertThat(asked.names()).containsExactly(photo);
        assertThat(asked.passedOver())
                .containsExactly(
                        "passed over " + pipe + ": it is a link to a folder or to nothing, or no regular file");
    }

    @Test
    void aNameWithBytesThatAreNoTextIsAskedForByItsAddress() throws Exception {
        // in Latin-1, made by a program that does not ask Java
        Process shell = new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'caf\\351').jpg\"")
                .directory(folder.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();
        for (String argument : List.of(folder.toString(), folder + "/*.jpg")) {
            List<String> names = ImageArguments.of(List.of(argument)).names();
            assertThat(names).singleElement().asString().startsWith("file:///").endsWith("/caf%E9.jpg");
            try (LocalUploads local = LocalUploads.upload(names, new MapObjectStore(), "one")) {
                assertThat(local.urls()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:/", "file://host/a.jpg", "file:///a b.jpg", "file:///none.jpg"})
    void anAddressOfAFileThatIsNoneFailsAlone(String address) {
        try (LocalUploads local = LocalUploads.upload(List.of(address), new MapObjectStore(), "one")) {
            assertThat(local.urls()).isEmpty();
            assertThat(local.named(List.of()).get(0).error().message()).startsWith("expected a");
        }
    }

    @Test
    void whatCannotBeListedIsNotedUnderTheNameThatWasGiven() throws IOException {
        Path real = folder.toRealPath();
        FolderFiles.Visitor visitor = new FolderFiles.Visitor(Path.of("photos"), real);
        assertThat(visitor.visitFileFailed(real.resolve("locked"), new AccessDeniedException("locked")))
                .isEqualTo(FileVisitResult.CONTINUE);
        assertThat(visitor.unreadable()).containsExactly(Path.of("photos/locked"));
        assertThatThrownBy(() -> visitor.visitFileFailed(real, new AccessDeniedException("all")))
                .isInstanceOf(AccessDeniedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a*/x.jpg, apples, true",
        "a*/x.jpg, secret, false",
        "*.jpg, secret, false",
        "*/b/*.jpg, a/b, true",
        "*/b/*.jpg, a/c, false",
        "a/**/x.jpg, secret, true",
        "'{2025/a,2026}/*.jpg', latest, true"
    })
    void aFolderThatMayNotBeReadConcernsAPatternThatLeadsIntoIt(String pattern, Path folder, boolean leads) {
        assertThat(ImageArguments.leadsInto(pattern, folder)).isEqualTo(leads);
    }

    @Test
    void aSubfolderThatMayNotBeReadFailsAloneInItsPlace() throws IOException {
        String first = write("a.jpg").toString();
        String last = write("z.jpg").toString();
        Path locked = write("locked/c.jpg").getParent();
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        try {
            assumeThat(Files.isReadable(locked))
                    .as("the superuser may read everything")
                    .isFalse();
            assertThat(ImageArguments.of(List.of(folder.toString())).names())
                    .containsExactly(first, locked.toString(), last);
            assertThat(ImageArguments.of(List.of(folder + "/*.jpg")).names()).containsExactly(first, last);
            assertThat(ImageArguments.of(List.of(folder + "/**.jpg")).names())
                    .containsExactly(first, locked.toString(), last);
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }
}
