package dev.stackwright.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies below a folder that a person named, by path. Where that is a symbolic link, it is followed; of those below it, links
 * to files are.
 *
 * @param files that are no folders
 * @param others links that lead to a folder, which is not looked into, or to nothing, and special files
 * @param unreadable folders that cannot be listed, and files of which nothing can be told
 */
record FolderFiles(List<Path> files, List<Path> others, List<Path> unreadable) {

    private static final int SHOWN = 3;

    FolderFiles {
        files = files.stream().sorted().toList();
        others = others.stream().sorted().toList();
        unreadable = unreadable.stream().sorted().toList();
    }

    /**
     * Looks below a folder.
     *
     * @param depth 1 for what lies in the folder itself
     * @throws IOException when the folder itself cannot be listed
     */
    static FolderFiles of(Path folder, int depth) throws IOException {
        // a link that a walk begins at is not followed, unlike its target
        Visitor visitor = new Visitor(folder, folder.toRealPath());
        Files.walkFileTree(visitor.real, Set.of(), depth, visitor);
        return new FolderFiles(visitor.files, visitor.others, visitor.unreadable);
    }

    /** What a person may mean by a pattern, or by the folder: files, and what is unreadable, by path. */
    Stream<Path> all() {
        return Stream.concat(files.stream(), unreadable.stream()).sorted();
    }

    /** A line for people where there are others. */
    Optional<String> othersTold() {
        return passedOver(
                others,
                "is a link to a folder or to nothing, or no regular file",
                "are links to folders or to nothing, or no regular files");
    }

    /**
     * A line for people on what a command does not look at.
     *
     * @param isOne why not, after "it", of one
     * @param areMany after "that", of several
     */
    static Optional<String> passedOver(List<Path> files, String isOne, String areMany) {
        return switch (files.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("passed over " + files.get(0) + ": it " + isOne);
            default -> {
                String first = files.stream().limit(SHOWN).map(Path::toString).collect(Collectors.joining(", "));
                yield Optional.of("passed over " + files.size() + " that " + areMany + ": " + first
                        + (files.size() > SHOWN ? ", …" : ""));
            }
        };
    }

    /** Notes what is found, under the name of the folder that was asked for. */
    static final class Visitor extends SimpleFileVisitor<Path> {

        private final Path named;
        private final Path real;
        private final List<Path> files = new ArrayList<>();
        private final List<Path> others = new ArrayList<>();
        private final List<Path> unreadable = new ArrayList<>();

        Visitor(Path named, Path real) {
            this.named = named;
            this.real = real;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Files.isRegularFile(file)) {
                files.add(asNamed(file));
            } else if (!attributes.isDirectory()) { // those stand there where a walk goes no deeper
                others.add(asNamed(file));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (file.equals(real)) {
                throw why;
            }
            unreadable.add(asNamed(file));
            return FileVisitResult.CONTINUE;
        }

        private Path asNamed(Path found) {
            return named.resolve(real.relativize(found));
        }

        List<Path> unreadable() {
            return List.copyOf(unreadable);
        }
    }
}
