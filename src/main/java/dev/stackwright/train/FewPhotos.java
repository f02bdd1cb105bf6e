package dev.stackwright.train;

import dev.stackwright.common.KebabCase;
import dev.stackwright.common.Printable;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.Fault;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.prediction.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What becomes of labels with fewer photos than folds; copies count once. Decided before training, so that no run fails by
 * one small folder. Pure.
 *
 * @param index the dataset without the labels that were left out
 * @param folds as many as every label that stays can fill
 * @param remarks for people: what was done
 */
public record FewPhotos(DatasetIndex index, int folds, List<String> remarks) {

    /** What to do where the request says nothing. */
    public static final Choice DEFAULT = Choice.FEWER_FOLDS;

    private static final int SHOWN = 5;

    public FewPhotos {
        remarks = List.copyOf(remarks);
    }

    /** What a request may ask for. */
    public enum Choice {
        /** As many folds as the smallest label has photos, two at least. */
        FEWER_FOLDS,
        /** Labels that have fewer photos than folds are not trained on. */
        LEAVE_OUT;

        public String text() {
            return KebabCase.of(this);
        }

        /**
         * The choice of that name.
         *
         * @throws IllegalArgumentException when the text names none
         */
        public static Choice parse(String text) {
            return Arrays.stream(values())
                    .filter(choice -> choice.text().equals(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("expected fewer-folds or leave-out, found '" + text + "'"));
        }
    }

    /**
     * Decides. A label needs two photos in any case, one to train on and one to hold out.
     *
     * @param folds as asked for
     * @throws DatasetException when fewer than two labels would stay
     */
    public static FewPhotos decide(DatasetIndex index, Recipe recipe, int folds, Choice choice) {
        if (recipe == Recipe.ARTICLE) {
            return decide(index, 1, folds, folds);
        }
        return decide(index, choice == Choice.LEAVE_OUT ? folds : 2, folds, 2);
    }

    private static FewPhotos decide(DatasetIndex index, int needed, int folds, int fewestFolds) {
        int[] photos = photos(index.labels(), index.training());
        int[] staying = IntStream.range(0, photos.length)
                .filter(label -> photos[label] >= needed)
                .toArray();
        if (staying.length < 2) {
            throw new DatasetException(
                    Fault.TOO_FEW_PHOTOS,
                    "expected two labels or more with " + needed + " different training photos each, found "
                            + staying.length + " of " + photos.length + ": add photos, or ask for fewer folds",
                    null);
        }
        List<String> remarks = new ArrayList<>();
        DatasetIndex rest = index;
        if (staying.length < photos.length) {
            List<String> left = IntStream.range(0, photos.length)
                    .filter(label -> photos[label] < needed)
                    .mapToObj(label -> named(index.labels(), photos, label))
                    .toList();
            remarks.add((left.size() == 1 ? "1 label is" : left.size() + " labels are")
                    + " left out, as training needs " + needed + " different photos of each: " + shown(left));
            rest = without(index, photos, needed);
        }
        int smallest = Arrays.stream(staying)
                .reduce((a, b) -> photos[b] < photos[a] ? b : a)
                .orElse(staying[0]);
        int possible = Math.max(fewestFolds, Math.min(folds, photos[smallest]));
        if (possible < folds) {
            remarks.add(
                    possible + " folds instead of " + folds + ", as the smallest label has so few different photos: "
                            + named(index.labels(), photos, smallest));
        }
        List<String> all = new ArrayList<>(rest.remarks());
        all.addAll(remarks);
        return new FewPhotos(rest.withRemarks(all), possible, remarks);
    }

    /**
     * Looks once more when photos were decoded: a label whose photos are all damaged within would be one that is never
     * answered, and that no figure tells of, as its validation photos are as damaged.
     *
     * @param usable training photos that could be decoded
     * @throws DatasetException when a label has fewer of them than training needs
     */
    public static void requireUsable(DatasetIndex index, List<Example> usable, Recipe recipe) {
        int needed = recipe == Recipe.ARTICLE ? 1 : 2;
        int[] before = photos(index.labels(), index.training());
        int[] photos = photos(index.labels(), usable);
        List<String> lacking = IntStream.range(0, photos.length)
                .filter(label -> photos[label] < needed)
                .mapToObj(label -> "'" + Printable.line(index.labels().name(label)) + "' has " + photos[label] + " of "
                        + before[label])
                .toList();
        if (!lacking.isEmpty()) {
            throw new DatasetException(
                    Fault.TOO_FEW_PHOTOS,
                    "expected " + needed + " different training photo" + (needed == 1 ? "" : "s")
                            + " or more of each label that can be decoded, found " + shown(lacking)
                            + ": replace the damaged files, or leave the label out",
                    null);
        }
    }

    /** How many different photos each label has. */
    private static int[] photos(Labels labels, List<Example> photos) {
        List<Set<Sha256>> digests = new ArrayList<>();
        labels.names().forEach(name -> digests.add(new HashSet<>()));
        photos.forEach(e -> digests.get(e.label()).add(e.digest()));
        return digests.stream().mapToInt(Set::size).toArray();
    }

    private static DatasetIndex without(DatasetIndex index, int[] photos, int needed) {
        int[] moved = new int[photos.length];
        List<String> names = new ArrayList<>();
        for (int label = 0; label < photos.length; label++) {
            moved[label] = names.size();
            if (photos[label] >= needed) {
                names.add(index.labels().name(label));
            }
        }
        List<RejectedImage> setAside = new ArrayList<>(index.setAside());
        List<List<Example>> parts = List.of(index.training(), index.validation()).stream()
                .map(part -> part.stream()
                        .filter(e -> photos[e.label()] >= needed
                                || !setAside.add(new RejectedImage(
                                        e.path(), "its label has fewer than " + needed + " different training photos")))
                        .map(e -> new Example(e.path(), moved[e.label()], e.digest()))
                        .toList())
                .toList();
        return DatasetIndex.of(
                new Labels(names),
                parts.get(0),
                parts.get(1),
                index.validationWasSplitOff(),
                setAside,
                index.remarks());
    }

    private static String named(Labels labels, int[] photos, int label) {
        return "'" + Printable.line(labels.name(label)) + "' has " + photos[label];
    }

    private static String shown(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(SHOWN, all.size()))) + (all.size() > SHOWN ? ", …" : "");
    }
}
