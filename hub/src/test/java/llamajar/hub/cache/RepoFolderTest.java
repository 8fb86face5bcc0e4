package llamajar.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamajar.hub.name.RepoFile;
import llamajar.hub.name.RepoId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepoFolderTest {
  private static final String COMMIT = "0123456789".repeat(4);
  private static final String OTHER_COMMIT = "9876543210".repeat(4);
  private static final String HASH = "abcdef0123456789".repeat(4);
  private static final RepoFile FILE = new RepoFile("folder/m.gguf", 5, HASH);
  private static final RepoId ID = RepoId.of("owner/name").orElseThrow();

  @TempDir private Path root;

  @Test
  void showsContentsByHardLinksWhereThereAreNoSymbolicOnes() throws IOException {
    RepoFolder repo = repo(true);
    Path file = repo.show(COMMIT, FILE);
    assertThat(file).hasContent("model").isRegularFile();
    assertThat(Files.isSameFile(file, repo.blob(HASH))).isTrue();
    repo.show(OTHER_COMMIT, FILE);

    Removal removal = new Removal(repo);
    assertThat(removal.delete(COMMIT, FILE.path())).isZero();
    assertThat(removal.delete(OTHER_COMMIT, FILE.path())).isEqualTo(5);
    assertThat(repo.blob(HASH)).doesNotExist();
  }

  @Test
  void showsContentsThemselvesWhereThereAreNoLinks() throws IOException {
    RepoFolder repo = repo(false);
    Path file = repo.show(COMMIT, FILE);
    assertThat(file).hasContent("model");
    assertThat(repo.blob(HASH)).doesNotExist();
    assertThat(repo.find(COMMIT, FILE)).contains(file);
    assertThat(new Removal(repo).delete(COMMIT, FILE.path())).isEqualTo(5);
    new Removal(repo).deleteIfEmpty();
    assertThat(repo.folder()).doesNotExist();
  }

  @Test
  void aLinkThatLeadsNowhereIsReplaced() throws IOException {
    RepoFolder repo = HubCache.of(root).repo(ID);
    Path file = repo.file(COMMIT, FILE.path());
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, Path.of("../../../blobs/" + HASH));
    assertThat(repo.find(COMMIT, FILE)).isEmpty();
    assertThat(repo.sizes(COMMIT)).isEmpty();
    write(repo);
    assertThat(repo.find(COMMIT, FILE)).contains(file);
    assertThat(repo.show(COMMIT, FILE)).hasContent("model");
  }

  @Test
  void revisionsThatAreNoCommitsAreNotBelieved() throws IOException {
    RepoFolder repo = HubCache.of(root).repo(ID);
    repo.keepCommit("refs/pr/1", COMMIT);
    assertThat(repo.commit("refs/pr/1")).contains(COMMIT);
    Files.writeString(repo.folder().resolve("refs/main"), "../../etc");
    assertThat(repo.commit("main")).isEmpty();
  }

  private RepoFolder repo(boolean withHardLinks) throws IOException {
    Links links =
        new Links() {
          @Override
          public void symbolic(Path link, Path target) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void hard(Path link, Path existing) throws IOException {
            if (!withHardLinks) {
              throw new IOException("no links");
            }
            Files.createLink(link, existing);
          }
        };
    RepoFolder repo = new HubCache(root, links).repo(ID);
    write(repo);
    return repo;
  }

  private static void write(RepoFolder repo) throws IOException {
    Files.createDirectories(repo.blobs());
    Files.writeString(repo.blob(HASH), "model");
  }
}
