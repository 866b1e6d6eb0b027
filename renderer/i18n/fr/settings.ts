import type { settings as en } from '../en/settings.ts';
import type { Words } from '../words.ts';

export const settings: Words<typeof en> = {
  title: 'Réglages',
  sections: {
    appearance: 'Apparence',
    making: 'Création',
    keys: 'Clés des fournisseurs',
    analysis: 'Analyse des images',
    account: 'Compte',
    offline: 'Gardé ici',
    sync: 'Synchronisation',
    storage: 'Stockage',
    about: 'À propos',
  },
  analysis: {
    local: 'Couleurs et tons',
    localText:
      'De chaque image, sur cette machine, sans frais. On les retrouve par color: et label:.',
    describe: 'Décrire ce qui est gardé',
    describeText:
      'Chaque image faite et gardée à partir de maintenant est montrée au modèle de dialogue dont la clé est enregistrée, et quatre images de chaque vidéo. Il dit ce qui s’y trouve, dans quel style, et si cela convient à tous. Chaque œuvre est une question que son fournisseur facture.',
    meaning: 'Trouver par le sens',
    meaningText:
      'Les mots de chaque œuvre sont dits une fois au modèle de plongement d’OpenAI, qui les facture : environ un dixième de centime pour mille œuvres. Ensuite, meaning: dans la recherche trouve les œuvres qui parlent de la même chose avec d’autres mots, même sans réseau pour ce qui a déjà été cherché.',
    meaningKnown: '{{known, number}} œuvres connues sur {{total, number}}.',
    meaningNoKey: 'Cela commence dès qu’une clé d’OpenAI est enregistrée.',
  },
  appearance: {
    theme: 'Thème',
    themes: { system: 'Comme le système', dark: 'Sombre', light: 'Clair' },
    language: 'Langue',
    languages: { system: 'Comme le système', en: 'English', fr: 'Français' },
    textSize: 'Taille du texte',
    textSizeHint: 'Agrandit toute l’interface.',
    textSizeReset: 'Revenir à 100 %',
  },
  making: {
    offerEqual: 'Proposer ce qui existe déjà',
    offerEqualHint:
      'Quand les mêmes mots, réglages et graine ont donné une image encore là, elle est montrée avant d’en faire et d’en payer une autre.',
    notify: 'Me prévenir quand c’est fini',
    notifyHint:
      'Une fois par commande, et une fois à la fin d’un lot, si la fenêtre n’est pas devant ou si c’était long. C’est le système qui l’affiche : son mode « ne pas déranger » compte.',
  },
  keys: {
    intro:
      'Une clé permet à votre propre exécutant d’utiliser les modèles d’un fournisseur, qui vous facture directement. Les clés sont gardées dans le coffre de cette machine et ne s’affichent plus jamais.',
    set: 'Clé finissant par {{hint}}',
    setPlain: 'Une clé est enregistrée',
    missing: 'Pas de clé',
    add: 'Ajouter une clé',
    replace: 'Remplacer',
    remove: 'Retirer',
    label: 'Clé {{provider}}',
    placeholder: 'Collez la clé ici',
    invalid: 'Une clé compte au moins 8 caractères, sans espace.',
    saved: 'La clé {{provider}} est enregistrée.',
    removed: 'La clé {{provider}} est retirée.',
    removeTitle: 'Retirer la clé {{provider}} ?',
    removeAdvice:
      'Ses modèles seront inutilisables jusqu’à ce qu’une clé soit saisie. La clé ne pourra être ni affichée ni récupérée ici.',
    about: {
      openai: 'Modèles GPT Image. Les clés se créent sur platform.openai.com, rubrique API keys.',
      replicate:
        'Flux et bien d’autres modèles. Les clés se créent sur replicate.com, rubrique API tokens.',
      google:
        'Images Gemini et vidéos Veo. Les clés se créent sur aistudio.google.com, rubrique API keys.',
      mistral:
        'Les mots : aide au prompt et dialogue. Les clés se créent sur console.mistral.ai, rubrique API keys.',
      'openai-compatible':
        'Un serveur à vous qui parle la langue d’OpenAI : LocalAI, Ollama, llama.cpp ou vLLM. Une clé seulement s’il en demande une.',
      comfyui: 'Votre propre ComfyUI, sur cette machine ou dans votre réseau.',
    },
    address: {
      add: 'Indiquer l’adresse',
      change: 'Changer l’adresse',
      missing: 'Pas d’adresse',
      label: 'Adresse · {{provider}}',
      about: {
        'openai-compatible':
          'L’adresse qui finit par /v1, telle que la donne la documentation du serveur.',
        comfyui: 'L’adresse à laquelle ComfyUI s’ouvre dans un navigateur.',
      },
      invalid:
        'Saisissez une adresse qui commence par http:// ou https://, sans mot de passe dedans.',
      saved: 'L’adresse {{provider}} est enregistrée.',
      remove: 'Retirer l’adresse',
      removed: 'L’adresse {{provider}} est retirée.',
    },
    test: {
      run: 'Tester',
      label: 'Tester {{provider}}',
      running: 'Test en cours…',
      works: 'Tout marche. La réponse a pris {{milliseconds}} ms.',
      models_one: '{{count, number}} modèle trouvé',
      models_other: '{{count, number}} modèles trouvés',
      problems: {
        provider_key_missing: 'Rien n’est encore saisi.',
        provider_key_invalid:
          'La clé n’est pas acceptée. Vérifiez qu’elle est entière et qu’elle n’a pas été révoquée.',
        provider_rate_limited:
          'Une pause est demandée : trop de requêtes, ou un compte sans crédit.',
        provider_unavailable:
          'Rien ne répond là. Vérifiez l’adresse, le réseau, et que le serveur tourne.',
        provider_answer_invalid:
          'Quelque chose répond, mais pas ce qu’il faudrait. Vérifiez l’adresse.',
        timeout: 'Pas de réponse en 15 secondes.',
      },
    },
  },
  account: {
    here: 'Cette machine',
    hereText: 'Sans compte. Un petit service tourne à côté d’Atelier et garde tout ici.',
    open: 'En service',
    signedOut: 'Déconnecté',
    signedIn: 'Connecté',
    works_one: '{{count, number}} œuvre',
    works_other: '{{count, number}} œuvres',
    unsent_one: '{{count, number}} changement non envoyé',
    unsent_other: '{{count, number}} changements non envoyés',
    switch: 'Ouvrir',
    switchTo: 'Ouvrir la bibliothèque {{name}}',
    switched: 'Vous travaillez maintenant dans {{name}}.',
    balance: 'Solde',
    held: 'Réservé au travail en cours',
    add: 'Se connecter à un compte',
    addText:
      'Un projet Supabase garde votre bibliothèque sur plusieurs machines. Chaque compte a ici sa propre bibliothèque.',
    again: 'Se reconnecter',
    againTo: 'Se reconnecter comme {{name}}',
    expired:
      'La session a pris fin. Tout ce que vous avez fait est en sécurité ici et partira à votre prochaine connexion.',
    url: 'Adresse du projet',
    urlPlaceholder: 'https://votre-projet.supabase.co',
    anonKey: 'Clé publique',
    anonKeyHint:
      'La clé « publishable » du projet, dans Project Settings, API Keys. Jamais la clé secrète ni service role.',
    email: 'E-mail',
    ways: { password: 'Mot de passe', code: 'Code par e-mail' },
    way: 'Comment se connecter',
    password: 'Mot de passe',
    create: 'Créer un compte avec cette adresse',
    signIn: 'Se connecter',
    signingIn: 'Connexion…',
    sendCode: 'Envoyer le code',
    codeSent: 'Un code part vers {{email}}.',
    code: 'Code ou lien reçu par e-mail',
    with: 'Continuer avec {{provider}}',
    browser: 'Continuez dans le navigateur',
    browserText:
      'Connectez-vous sur la page de {{provider}}. Cette fenêtre continue d’elle-même à votre retour.',
    browserOpen: 'Ouvrir la page',
    browserHint:
      'Le projet doit accepter http://127.0.0.1 comme adresse de retour (Authentication, URL Configuration).',
    connected: 'Vous travaillez maintenant dans le compte {{email}}.',
    problems: {
      url: 'Saisissez l’adresse du projet, qui commence par https://',
      anonKey: 'C’est trop court pour une clé publique.',
      email: 'Saisissez une adresse e-mail.',
      password: 'Saisissez le mot de passe.',
      code: 'Saisissez le code, ou collez le lien.',
    },
    signOut: 'Se déconnecter',
    removeOf: 'Retirer la bibliothèque de {{name}}',
    signOutOf: 'Se déconnecter de {{name}}',
    removeTitle: 'Retirer la bibliothèque de {{name}} de cette machine ?',
    forgotten: '{{name}} est déconnecté sur cette machine.',
    signOutTitle: 'Se déconnecter de {{name}} ?',
    signOutSent: 'Tout a été envoyé au serveur.',
    signOutUnsent_one: '{{count, number}} changement n’est pas encore envoyé :',
    signOutUnsent_other: '{{count, number}} changements ne sont pas encore envoyés :',
    signOutKept:
      'La bibliothèque reste sur cette machine et se rouvre à votre prochaine connexion.',
    signOutWait: 'Ce qui n’est pas envoyé reste avec elle et partira alors.',
    removeLibrary: 'Retirer cette bibliothèque de cette machine',
    removeText: 'Ce qui est sur le serveur y reste.',
    removeLoses: 'Ce qui n’est pas envoyé est perdu pour de bon.',
    signedOutDone: 'Vous êtes déconnecté. Voici la bibliothèque de cette machine.',
    adopt: {
      title: 'Emmener la bibliothèque de cette machine ?',
      text: '{{works}} et {{collections}} ({{bytes}}) ont été faites ici avant votre connexion. Une copie part vers le compte ; la bibliothèque de cette machine reste telle quelle.',
      works_one: '{{count, number}} œuvre',
      works_other: '{{count, number}} œuvres',
      collections_one: '{{count, number}} collection',
      collections_other: '{{count, number}} collections',
      results:
        'Les résultats pas encore gardés et les commandes en cours restent sur cette machine.',
      yes: 'L’emmener',
      no: 'La garder à part',
      copying: 'La bibliothèque de cette machine est emmenée',
      copied: '{{done}} sur {{total}} copiés',
      sending_one: 'Copiée ; {{count, number}} changement reste à envoyer',
      sending_other: 'Copiée ; {{count, number}} changements restent à envoyer',
      done: 'La bibliothèque de cette machine est dans ce compte',
      doneText_one: '{{count, number}} élément a été copié et se trouve sur le serveur.',
      doneText_other: '{{count, number}} éléments ont été copiés et se trouvent sur le serveur.',
      skipped_one:
        '{{count, number}} élément est resté, car son fichier n’est pas sur cette machine.',
      skipped_other:
        '{{count, number}} éléments sont restés, car leurs fichiers ne sont pas sur cette machine.',
      apart: 'La bibliothèque de cette machine est gardée à part',
      rests: 'La copie s’est arrêtée.',
      goOn: 'Continuer',
    },
  },
  offline: {
    keep: 'Originaux sur cette machine',
    keepText:
      'Les vignettes sont toujours ici. Les autres originaux arrivent quand vous les ouvrez, et il faut alors le réseau.',
    solo: 'Tout ce que vous faites est sur cette machine. Une fois connecté à un compte, vous choisirez ici quels originaux restent.',
    choices: { all: 'Tous', chosen: 'Mon choix', thumbnails: 'Vignettes seules' },
    favorites: 'Favoris',
    collections: 'Collections',
    collectionsText:
      'Avec ce qu’elles contiennent, maintenant et plus tard. Une collection intelligente contient ce que trouve sa recherche.',
    collectionsNone: 'Aucune',
    collectionsEmpty: 'Il n’y a pas encore de collections.',
    months: 'Œuvres récentes',
    never: 'Pas gardées pour leur date',
    last_one: 'Du dernier mois',
    last_other: 'Des {{count, number}} derniers mois',
    usage: 'Où sont les originaux',
    here: '{{amount}} ici',
    coming: '{{amount}} à recevoir',
    cloudOnly: '{{amount}} dans le nuage seulement',
    amount_one: '{{count, number}} original ({{bytes}})',
    amount_other: '{{count, number}} originaux ({{bytes}})',
    free: 'Libérer de l’espace',
    freeable: 'Peut être libéré',
    freeableText:
      '{{amount}} qu’aucune règle ne garde. Chacun ne part qu’une fois la copie du serveur vérifiée identique.',
    freeNone:
      'Rien à libérer : chaque original ici est gardé par une règle, ou pas encore sur le serveur.',
    freeing: 'Vérification du serveur…',
    freed: '{{bytes}} libérés.',
    unproven_one:
      '{{count, number}} original reste : la copie du serveur n’a pas pu être confirmée.',
    unproven_other:
      '{{count, number}} originaux restent : les copies du serveur n’ont pas pu être confirmées.',
  },
  about: {
    version: 'Version {{version}}',
    desktop: 'Application de bureau',
    browser: 'Studio dans le navigateur',
    text: 'Un studio de création de bureau. Vos fichiers sont à vous : ils restent sur cette machine, lisibles sans Atelier.',
    draft: 'Le rendu brouillon n’utilise aucune IA ; ses images le disent dans le fichier.',
    licences: 'Atelier repose sur des logiciels libres, dont :',
    licenceOf: '{{name}} · {{licence}}',
  },
};
