package dev.stackwright.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FairThreadPoolTest {

    private final CountDownLatch end = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> began = new LinkedBlockingQueue<>();
    private FairThreadPool pool = new FairThreadPool("test", 8, true, 8);

    @AfterEach
    void close() {
        end.countDown();
        pool.close(Duration.ofSeconds(10));
    }

    @Test
    void aRequestOfSlowServersAloneHasHalfOfTheThreadsAndOneThatComesNewBeginsAtOnce() throws Exception {
        List<Future<String>> slow = submit(pool.share(), "slow", FairThreadPool.NO_GROUP, 64);
        began(4);
        assertThat(pool.share().submit(FairThreadPool.NO_GROUP, () -> "answer").get())
                .isEqualTo("answer");
        assertThat(began).isEmpty();
        assertThat(slow).noneMatch(Future::isDone);
    }

    @Test
    void moreRequestsOfSlowServersHaveLessEachAndThereIsStillRoom() throws Exception {
        for (int request = 0; request < 3; request++) {
            submit(pool.share(), "slow" + request, FairThreadPool.NO_GROUP, 64);
        }
        assertThat(began(7)).containsOnly("slow0", "slow1", "slow2");
        assertThat(pool.share().submit(FairThreadPool.NO_GROUP, () -> "answer").get())
                .isEqualTo("answer");
    }

    @Test
    void aHostHasItsMostOverAllRequestsAndWhatAsksAnotherHostOvertakes() throws Exception {
        pool = new FairThreadPool("test", 8, true, 2);
        for (int request = 0; request < 3; request++) {
            submit(pool.share(), "slow host", "slow.example", 64);
        }
        began(2);
        FairThreadPool.Share both = pool.share();
        submit(both, "slow host", "slow.example", 1);
        assertThat(both.submit("fast.example", () -> "answer").get()).isEqualTo("answer");
        assertThat(began).isEmpty();
    }

    @Test
    void requestsTakeTurns() throws Exception {
        pool = new FairThreadPool("test", 1, false, 1);
        CountDownLatch first = new CountDownLatch(1);
        var unused = pool.share().submit(FairThreadPool.NO_GROUP, () -> {
            first.await();
            return "";
        });
        end.countDown();
        submit(pool.share(), "many", FairThreadPool.NO_GROUP, 5);
        submit(pool.share(), "few", FairThreadPool.NO_GROUP, 2);
        first.countDown();
        assertThat(began(7)).containsExactly("many", "few", "many", "few", "many", "many", "many");
    }

    @Test
    void aShareThatIsClosedBeginsNothingMoreAndOthersGoOn() throws Exception {
        pool = new FairThreadPool("test", 1, false, 1);
        FairThreadPool.Share closed = pool.share();
        List<Future<String>> dropped = submit(closed, "closed", FairThreadPool.NO_GROUP, 3);
        began(1);
        closed.close();
        assertThat(dropped).allMatch(Future::isCancelled);
        Future<String> next = pool.share().submit(FairThreadPool.NO_GROUP, () -> "answer");
        assertThat(next.isDone()).as("the thread is held until the work ends").isFalse();
        end.countDown();
        assertThat(next.get()).isEqualTo("answer");
        assertThat(began).isEmpty();
    }

    /** Work that says that it began and ends with the test. */
    private List<Future<String>> submit(FairThreadPool.Share share, String name, String group, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> share.submit(group, () -> {
                    began.add(name);
                    end.await();
                    return name;
                }))
                .toList();
    }

    private List<String> began(int count) throws InterruptedException {
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = began.take();
        }
        return List.of(names);
    }
}
