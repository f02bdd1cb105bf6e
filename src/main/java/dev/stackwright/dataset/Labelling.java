package dev.stackwright.dataset;

import java.util.List;
import java.util.Optional;

/** Where the labels of images come from. */
sealed interface Labelling {

    /** The common root folder with its slash, or empty; what example paths leave out. */
    String root();

    /** Part and label of an image, or empty where it has none. */
    Optional<Layout.Place> place(String path);

    /** The folder of a held-out part that is not used, if {@code path} lies in one. */
    Optional<String> unusedPart(String path);

    /** Why an image without a place has none. */
    String whyNot(String path);

    /** For people. */
    List<String> remarks();

    /** By the folders that images lie in. */
    record ByFolders(Layout layout) implements Labelling {

        static final String EXPECTED =
                "expected <label>/<image> or train/<label>/<image> and validation/<label>/<image>, or a file with the"
                        + " columns file and label beside the images; two labels or more";

        @Override
        public String root() {
            return layout.root();
        }

        @Override
        public Optional<Layout.Place> place(String path) {
            return layout.place(path);
        }

        @Override
        public Optional<String> unusedPart(String path) {
            return layout.unusedPart(path);
        }

        @Override
        public String whyNot(String path) {
            String folder = layout.labelFolder(path).orElse("");
            if (folder.contains("/")) {
                return "it lies in the folder '" + FileNames.shown(folder) + "' inside of a label's folder; move it up";
            }
            if (folder.isEmpty()) {
                return "it lies in no label's folder";
            }
            return "its folder's name is no label: expected up to " + Layout.LONGEST_LABEL
                    + " characters that show, found " + folder.length() + "; rename it";
        }

        @Override
        public List<String> remarks() {
            return List.of();
        }
    }

    /** By files that list images with their labels. */
    record ByFiles(LabelTable table) implements Labelling {

        @Override
        public String root() {
            return table.layout().root();
        }

        @Override
        public Optional<Layout.Place> place(String path) {
            return table.place(path);
        }

        @Override
        public Optional<String> unusedPart(String path) {
            return table.unusedPart(path);
        }

        @Override
        public String whyNot(String path) {
            return table.whyNot(path);
        }

        @Override
        public List<String> remarks() {
            return table.remarks();
        }
    }
}
